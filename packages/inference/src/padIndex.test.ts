import { describe, expect, it } from 'vitest';
import { padIndex } from './padIndex.ts';

describe('padIndex', () => {
	it('shows the image in the middle of every mode', () => {
		expect([...padIndex(3, 8, 2, 'constant')]).toEqual([-1, -1, 0, 1, 2, -1, -1, -1]);
		expect([...padIndex(3, 8, 2, 'replicate')]).toEqual([0, 0, 0, 1, 2, 2, 2, 2]);
		expect([...padIndex(3, 8, 2, 'circular')]).toEqual([1, 2, 0, 1, 2, 0, 1, 2]);
		expect([...padIndex(3, 8, 2, 'reflect')]).toEqual([2, 1, 0, 1, 2, 1, 0, 1]);
	});

	it('goes on reflecting past the far edge, and copies the only voxel of an axis', () => {
		expect([...padIndex(2, 7, 3, 'reflect')]).toEqual([1, 0, 1, 0, 1, 0, 1]);
		expect([...padIndex(1, 4, 1, 'reflect')]).toEqual([0, 0, 0, 0]);
	});
});
