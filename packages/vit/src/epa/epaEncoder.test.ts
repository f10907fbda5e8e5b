import * as tf from '@tensorflow/tfjs';
import { BlockError, type FeaturePyramid } from '@unetr/blocks';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { VitError } from '../vitError.ts';
import { type EpaEncoderConfig, epaEncoder } from './epaEncoder.ts';

const config: Omit<EpaEncoderConfig, 'patchSize'> = {
	dims: [4, 6, 8, 10],
	depths: [1, 2, 1, 1],
	projSize: [3, 3, 2, 2],
	numHeads: 2,
	variant: 'shared',
	dropoutRate: 0.1,
	convDropoutRate: 0.1,
	seedOf: (name) => name.length,
};

const image = (channels: number, ...space: number[]): tf.SymbolicTensor =>
	tf.input({ shape: [...space, channels] });

describe('levels', () => {
	it('start at the stem and halve three times, each with its own channels', () => {
		const { levels } = epaEncoder(image(1, 16, 64, 32), { ...config, patchSize: [1, 4, 2] });
		expect(levels.map(({ scale, extents, channels }) => ({ scale, extents, channels }))).toEqual([
			{ scale: [1, 4, 2], extents: [16, 16, 16], channels: 4 },
			{ scale: [2, 8, 4], extents: [8, 8, 8], channels: 6 },
			{ scale: [4, 16, 8], extents: [4, 4, 4], channels: 8 },
			{ scale: [8, 32, 16], extents: [2, 2, 2], channels: 10 },
		]);
	});
	it('have scales that are known at compile time where the stem steps alike along all axes', () => {
		const cubic = epaEncoder(image(1, 32, 32, 32), { ...config, patchSize: [4, 4, 4] });
		expectTypeOf(cubic).toEqualTypeOf<FeaturePyramid<readonly [4, 8, 16, 32]>>();
		expect(cubic.levels.map(({ scale }) => scale[0])).toEqual([4, 8, 16, 32]);
		const flat = epaEncoder(image(1, 16, 32, 32), { ...config, patchSize: [2, 4, 4] });
		expectTypeOf(flat).toEqualTypeOf<FeaturePyramid>();
	});
});

describe('norms behind stem and halvings', () => {
	const groupsOf = (channels: number): unknown[] => {
		const input = image(channels, 8, 8, 16);
		const { levels } = epaEncoder(input, { ...config, patchSize: [1, 1, 1] });
		const model = tf.model({ inputs: input, outputs: levels[3]!.features });
		const norms = model.layers.filter(({ name }) => /downsample_layers\.\d\.1$/.test(name));
		model.dispose();
		return norms.map((layer) => layer.getConfig().numGroups);
	};
	it('have as many groups as channels come in, where these divide those that go out', () =>
		expect([1, 2, 4].map((channels) => groupsOf(channels)[0])).toEqual([1, 2, 4]));
	it('have the most that divide both where they do not', () => {
		expect(groupsOf(3)).toEqual([1, 2, 2, 2]);
		expect(groupsOf(6)[0]).toBe(2);
	});
});

describe('refusals', () => {
	it('an image that the coarsest scale does not divide, with the multiple', () => {
		const build = (): unknown => epaEncoder(image(1, 16, 40, 32), { ...config, patchSize: [2, 4, 4] });
		expect(build).toThrow(VitError);
		expect(build).toThrow(/40 voxels along axis j, no multiple of 32/);
	});
	it('lists that do not have an entry for each stage', () =>
		expect(() => epaEncoder(image(1, 8, 8, 8), { ...config, depths: [1, 1], patchSize: [1, 1, 1] })).toThrow(
			/depths has 2 entries; .* four stages/,
		));
	it('channels that do not divide into the heads, or are odd', () => {
		const build = (dims: number[], numHeads: number) => (): unknown =>
			epaEncoder(image(1, 8, 8, 8), { ...config, dims, numHeads, patchSize: [1, 1, 1] });
		expect(build([4, 7, 8, 10], 2)).toThrow(BlockError);
		expect(build([4, 7, 8, 10], 2)).toThrow(
			/stages\.1\.0\.epa_block: 7 channels .* multiple of numHeads = 2/,
		);
		expect(build([4, 7, 8, 10], 1)).toThrow(/7 channels must be even/);
	});
});
