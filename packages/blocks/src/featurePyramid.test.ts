import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { BlockError } from './blockError.ts';
import { featurePyramid } from './featurePyramid.ts';

const map = (...shape: (number | null)[]): tf.SymbolicTensor => tf.input({ shape });

describe('featurePyramid', () => {
	it('works out the scale, extents and channels of each level', () => {
		const image = map(16, 64, 32, 1);
		const { levels } = featurePyramid(image, [map(16, 16, 8, 4), map(8, 8, 4, 6)]);
		expect(levels.map(({ scale, extents, channels }) => ({ scale, extents, channels }))).toEqual([
			{ scale: [1, 4, 4], extents: [16, 16, 8], channels: 4 },
			{ scale: [2, 8, 8], extents: [8, 8, 4], channels: 6 },
		]);
	});
	it('refuses a level whose extents do not divide the image, and says what would fit', () => {
		const build = (): unknown => featurePyramid(map(19, 16, 16, 1), [map(10, 8, 8, 4)]);
		expect(build).toThrow(BlockError);
		expect(build).toThrow(/level 0 .* 10 voxels along axis i.*image's 19; an image of 20 would fit/);
	});
	it('refuses an image or a level of unknown size', () => {
		expect(() => featurePyramid(map(null, 16, 16, 1), [])).toThrow(
			/the image must have a known size.*axis i/,
		);
		expect(() => featurePyramid(map(16, 16, 16, 1), [map(8, null, 8, 4)])).toThrow(/level 0.*axis j/);
	});
	it('of two dimensions tells so, and leaves k as it is', () => {
		const { levels, spatialDims } = featurePyramid(map(16, 64, 1, 1), [map(4, 16, 1, 4)], 2);
		expect(spatialDims).toBe(2);
		expect(levels[0]!.scale).toEqual([4, 4, 1]);
	});
	it('of two dimensions refuses a volume', () =>
		expect(() => featurePyramid(map(16, 64, 8, 1), [], 2)).toThrow(
			'an image of two dimensions is [B, i, j, 1, C], but has 8 voxels along axis k; give slices one by one',
		));
	it('refuses tokens', () =>
		expect(() => featurePyramid(map(16, 16, 16, 1), [map(8, 4)])).toThrow(/level 0.*has 3 axes/));
});
