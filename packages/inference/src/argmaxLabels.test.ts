import { expect, it } from 'vitest';
import { argmaxLabels } from './argmaxLabels.ts';

it('takes the largest logit, and the lower class of equal ones', () => {
	expect([...argmaxLabels(Float32Array.of(1, 3, 2, 5, 5, 4, -3, -2, -1), 3)]).toEqual([1, 0, 2]);
});

it('refuses logits that are not a whole number of voxels', () => {
	expect(() => argmaxLabels(new Float32Array(7), 3)).toThrow('7 logits');
});
