import { orientTo } from '@unetr/volume';
import { describe, expect, it } from 'vitest';
import { goldenTransform, withoutData } from './testing/goldenTransform.ts';
import { toGrid } from './toGrid.ts';

describe.skipIf(withoutData)('gives the voxels and affine of MONAI on real volumes (../shared/data)', () => {
	const names = ['ras_ct', 'lps_ct', 'ras_oblique', 'ras_oblique_permuted', 'ras_seg'];
	it.each(names)('orientation_%s', async (name) => {
		const { entry, input, expected, sample } = await goldenTransform(`orientation_${name}`);
		const { volume: oriented, inverse } = orientTo(input, entry.args.axcodes);
		expect(sample(toGrid(oriented))).toEqual(Array.from(expected));
		for (const [r, row] of entry.output_affine.entries()) {
			for (const [c, value] of row.entries()) expect(oriented.affine[r][c]).toBeCloseTo(value, 6);
		}
		expect(inverse(oriented).voxels).toEqual(input.voxels);
	});
});
