import { expect, it } from 'vitest';
import { l2Relative, maxAbsOverMax } from './errors.ts';

it('measures errors against the largest value and against the norm', () => {
	expect(maxAbsOverMax([1, 2, 5], [1, 2, 4])).toBe(0.25);
	expect(l2Relative([3, 5], [3, 4])).toBe(0.2);
	expect(maxAbsOverMax([0.5], [0])).toBe(0.5);
});

it('never loses a NaN, and refuses arrays of different lengths', () => {
	expect(maxAbsOverMax([Number.NaN, 1], [1, 1])).toBeNaN();
	expect(l2Relative([Number.NaN, 1], [1, 1])).toBeNaN();
	expect(() => maxAbsOverMax([1], [1, 2])).toThrow('1 values where 2 were expected');
});
