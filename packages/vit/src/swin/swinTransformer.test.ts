import * as tf from '@tensorflow/tfjs';
import { DropoutLayer, DropPathLayer, type FeaturePyramid } from '@unetr/blocks';
import { useBackend } from '@unetr/ops';
import { unit } from 'unetr-testkit';
import { beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { VitError } from '../vitError.ts';
import { swinEncoder } from './swinEncoder.ts';
import { type SwinConfig, swinTransformer } from './swinTransformer.ts';
import { WindowAttentionLayer } from './windowAttentionLayer.ts';

beforeAll(() => useBackend('cpu'));

const config = {
	patchSize: [2, 2, 2],
	embedDim: 4,
	depths: [2, 2, 2, 2],
	numHeads: [1, 2, 2, 4],
	windowSize: [3, 3, 3],
	mlpRatio: 2,
	qkvBias: true,
	patchNorm: false,
	normalize: true,
	merging: 'merging',
	useV2: false,
	dropoutRate: 0,
	attnDropRate: 0,
	dropPathRate: 0,
	seedOf: (name) => name.length,
} as const satisfies SwinConfig;

function build(
	overrides: Partial<SwinConfig> = {},
	shape: (number | null)[] = [11, 6, 8, 1],
): tf.LayersModel {
	const image = tf.input({ shape });
	return tf.model({ inputs: image, outputs: swinTransformer(image, { ...config, ...overrides }) });
}

const layersOf = (model: tf.LayersModel): string[] => model.layers.map(({ name }) => name);

it('halves sizes, rounded up, and doubles channels from the patches to the last stage', () => {
	expect(build().outputs.map(({ shape }) => shape)).toEqual([
		[null, 6, 3, 4, 4],
		[null, 3, 2, 2, 8],
		[null, 2, 1, 1, 16],
		[null, 1, 1, 1, 32],
		[null, 1, 1, 1, 64],
	]);
});

it('pads and crops only where windows do not divide', () => {
	const fitting = layersOf(build({}, [12, 12, 12, 1])).filter((name) => /\.(pad|crop)$/.test(name));
	// 6 voxels are two windows; 3 are odd for the merging.
	expect(fitting).toEqual(['swinViT.layers2.0.downsample.pad', 'swinViT.layers4.0.downsample.pad']);
	expect(layersOf(build())).toEqual(
		expect.arrayContaining(['swinViT.patch_embed.pad', 'swinViT.layers1.0.blocks.0.crop']),
	);
});

it('moves the windows of every second block', () => {
	const shifts = build({ depths: [3, 1, 1, 1] }, [16, 16, 16, 1])
		.layers.filter((layer) => layer instanceof WindowAttentionLayer)
		.map((layer) => (layer.getConfig() as unknown as { windows: { shift: number[] } }).windows.shift[0]);
	expect(shifts).toEqual([0, 1, 0, 0, 0, 0]);
});

describe('names', () => {
	it('are module paths under the given one, or bare', () => {
		expect(layersOf(build())).toContain('swinViT.layers1.0.blocks.1.attn.qkv');
		expect(layersOf(build({ name: '' }))).toContain('layers1.0.blocks.1.attn.qkv');
	});
	it('of version 2 have a convolution block before each stage, behind the output of the stage above', () => {
		const model = build({ useV2: true }, [32, 32, 32, 1]);
		expect(layersOf(model).filter((name) => name.endsWith('c.0.layer.conv2.conv'))).toHaveLength(4);
		const inputOf = (name: string): string =>
			(model.getLayer(name).input as tf.SymbolicTensor).sourceLayer.name;
		expect(inputOf('swinViT.layers2c.0.layer.conv1.conv')).toBe('swinViT.layers1.0.downsample.reduction');
		expect(inputOf('swinViT.proj_out.1')).toBe('swinViT.layers1.0.downsample.reduction');
	});
	it('of the patches have a norm only where asked for', () => {
		const weights = (patchNorm: boolean): string[] =>
			build({ patchNorm }).weights.map(({ originalName }) => originalName);
		expect(weights(true)).toContain('swinViT.patch_embed.norm/weight');
		expect(weights(false)).not.toContain('swinViT.patch_embed.norm/weight');
	});
});

it('norms its outputs over channels without weights, or leaves them as they are', () => {
	const image = tf.tensor(unit('image', 11 * 6 * 8), [1, 11, 6, 8, 1]);
	const first = (normalize: boolean): tf.Tensor => (build({ normalize }).predict(image) as tf.Tensor[])[0]!;
	const means = (x: tf.Tensor): number => tf.max(tf.abs(tf.mean(x, -1))).dataSync()[0]!;
	expect(means(first(true))).toBeLessThan(1e-5);
	expect(means(first(false))).toBeGreaterThan(1e-2);
	expect(layersOf(build({ normalize: false })).filter((name) => name.includes('proj_out'))).toEqual([]);
});

describe('what is dropped in training', () => {
	it('are deeper branches more often, in equal steps up to the rate', () => {
		const rates = build({ dropPathRate: 0.7 })
			.layers.filter((layer) => layer instanceof DropPathLayer && layer.name.endsWith('path1'))
			.map((layer) => [layer.name, (layer.getConfig() as { rate: number }).rate] as const);
		expect(rates.map(([, rate]) => rate)).toEqual(
			[1, 2, 3, 4, 5, 6, 7].map((step) => expect.closeTo(step / 10, 10)),
		);
		expect(rates[0]![0]).toBe('swinViT.layers1.0.blocks.1.drop_path1');
	});
	it('are values after the patches, the projection and both maps of the MLP', () => {
		const names = build({ dropoutRate: 0.1, depths: [1, 1, 1, 1] })
			.layers.filter((layer) => layer instanceof DropoutLayer)
			.map(({ name }) => name);
		expect(names.filter((name) => !/layers[234]/.test(name))).toEqual([
			'swinViT.pos_drop',
			'swinViT.layers1.0.blocks.0.attn.proj_drop',
			'swinViT.layers1.0.blocks.0.mlp.drop1',
			'swinViT.layers1.0.blocks.0.mlp.drop2',
		]);
		expect(names).toHaveLength(13);
	});
	it('changes training alone', () => {
		const image = tf.tensor(unit('image', 11 * 6 * 8), [1, 11, 6, 8, 1]);
		const plain = build();
		for (const overrides of [{ dropoutRate: 0.3 }, { attnDropRate: 0.3 }, { dropPathRate: 0.9 }]) {
			const model = build(overrides);
			model.setWeights(plain.getWeights());
			const last = (training: boolean): number[] =>
				tf.tidy(() => [...(model.apply(image, { training }) as tf.Tensor[])[4]!.dataSync()]);
			expect(last(false)).toEqual([...(plain.predict(image) as tf.Tensor[])[4]!.dataSync()]);
			expect(last(true)).not.toEqual(last(false));
		}
	});
});

describe('as a pyramid', () => {
	it('has literal scales where the patch is literally 2', () => {
		const image = tf.input({ shape: [32, 64, 32, 1] });
		const pyramid = swinEncoder(image, config);
		expectTypeOf(pyramid).toEqualTypeOf<FeaturePyramid<readonly [2, 4, 8, 16, 32]>>();
		expect(pyramid.levels.map(({ scale }) => scale[1])).toEqual([2, 4, 8, 16, 32]);
		expect(pyramid.levels.map(({ channels }) => channels)).toEqual([4, 8, 16, 32, 64]);
	});
	it('has scales known at run time for other patches and numbers of stages', () => {
		const image = tf.input({ shape: [32, 64, 32, 1] });
		const coarse = { ...config, patchSize: [4, 4, 4], depths: [1, 1, 1], numHeads: [1, 2, 4] } as const;
		const pyramid = swinEncoder(image, coarse);
		expectTypeOf(pyramid).toEqualTypeOf<FeaturePyramid>();
		expect(pyramid.levels.map(({ scale }) => scale[2])).toEqual([4, 8, 16, 32]);
	});
	it('refuses sizes that do not divide, with one that would', () => {
		const image = tf.input({ shape: [32, 48, 32, 1] });
		expect(() => swinEncoder(image, config)).toThrow(VitError);
		expect(() => swinEncoder(image, config)).toThrow(
			'48 voxels along axis j, no multiple of the coarsest scale, 32; the nearest sizes that fit are 32 and 64',
		);
	});
});

describe('what cannot be built', () => {
	const cases: readonly (readonly [Partial<SwinConfig>, string])[] = [
		[{ numHeads: [1, 2, 2] }, 'numHeads has 3 stages, but depths 4'],
		[{ numHeads: [1, 3, 2, 4] }, "numHeads[1] = 3 must divide the stage's channels, 4 · 2^1 = 8"],
		[{ windowSize: [3, 0, 3] }, 'windowSize = 0 along axis j must be a positive whole number of voxels'],
	];
	for (const [overrides, message] of cases) {
		it(message, () => {
			expect(() => build(overrides)).toThrow(VitError);
			expect(() => build(overrides)).toThrow(message);
		});
	}
	it('a size that is not known', () => {
		expect(() => build({}, [8, null, 8, 1])).toThrow(VitError);
		expect(() => build({}, [8, null, 8, 1])).toThrow('the image must have a known size, but axis j has none');
	});
});
