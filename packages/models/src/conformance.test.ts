import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkConformance } from './conformance.ts';
import { createModel } from './createModel.ts';
import { type FamilyName, families } from './families.ts';
import { listModels, presets } from './presets.ts';

beforeAll(() => useBackend('simd', { threads: 2 }));
afterAll(() => useBackend('cpu'));

/** The structure of a preset at widths and sizes that a test can afford. */
const shrunk: { readonly [Family in FamilyName]?: (options: Record<string, unknown>) => object } = {
	unetr: ({ patchSize = 16 }) => ({
		imgSize: [patchSize, 2 * (patchSize as number), patchSize],
		...{ hiddenSize: 24, mlpDim: 32, featureSize: 2 },
	}),
	setr: () => ({ imgSize: [16, 32, 16], hiddenSize: 24, mlpDim: 32, decoderChannels: 8 }),
	swinUnetr: () => ({ imgSize: [32, 32, 64], featureSize: 12, windowSize: 3 }),
	unet3d: ({ variant }) => {
		if (variant === 'unet')
			return { imgSize: [16, 32, 16], channels: [4, 4, 6, 6, 8], strides: [2, 2, 2, 2] };
		if (variant === 'basicUnet') return { imgSize: [16, 17, 32], features: [4, 4, 6, 8, 10, 4] };
		if (variant === 'torchioUnet') return { imgSize: [8, 16, 8] };
		return { imgSize: [32, 64, 32] };
	},
	segResNet: () => ({ imgSize: [16, 16, 8], initFilters: 8 }),
	unetrPlusPlus: ({ patchSize = [2, 4, 4] }) => ({
		imgSize: (patchSize as number[]).map((step, axis) => step * (axis === 1 ? 16 : 8)),
		...{ featureSize: 4, dims: [4, 8, 12, 16], projSize: [6, 5, 4, 3], decoderProjSize: [6, 5, 4] },
		...{ depths: [1, 1, 1, 2], decoderDepths: [1, 1, 2], numHeads: 2 },
	}),
};

/** Options under which a preset is tested: its own where it is made for tests. */
function overridesOf(name: string): object {
	const { family, options } = presets.get(name)!;
	if (name.endsWith('_test')) return {};
	const changed = shrunk[family]?.({ ...options }) ?? {};
	if (options.spatialDims !== 2 || !('imgSize' in changed)) return changed;
	return { ...changed, imgSize: (changed.imgSize as number[]).slice(-2) };
}

it('every family has a preset for tests', () => {
	for (const { presets: named } of Object.values(families)) {
		expect(Object.keys(named).some((name) => name.endsWith('_test'))).toBe(true);
	}
});

describe.each(listModels())('%s', (name) => {
	it('does what the rest of the stack expects of a network', async () => {
		const checks = await checkConformance(() => createModel(name, { ...overridesOf(name), seed: 3 }));
		expect(checks.filter(({ passed }) => !passed)).toEqual([]);
		expect(checks).toHaveLength(7);
	}, 120_000);
});

describe('a network that does not conform is told so', () => {
	const image = (): tf.SymbolicTensor => tf.input({ shape: [4, 4, 4, 1] });
	const failuresOf = async (build: () => tf.LayersModel): Promise<string[]> =>
		(await checkConformance(build)).filter(({ passed }) => !passed).map(({ detail }) => detail);
	it('where its logits are on another grid', async () => {
		const build = (): tf.LayersModel => {
			const input = image();
			const coarse = tf.layers.averagePooling3d({ poolSize: 2, strides: 2 }).apply(input);
			return tf.model({ inputs: input, outputs: coarse as tf.SymbolicTensor });
		};
		expect(await failuresOf(build)).toContain('an image of 4 × 4 × 4 gives logits of 2 × 2 × 2');
	});
	it('where a weight takes no part', async () => {
		class Idle extends tf.layers.Layer {
			static className = 'TestIdle';
			override build(shape: tf.Shape): void {
				this.addWeight('idle', [1], 'float32', tf.initializers.ones());
				super.build(shape);
			}
			override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
				return tf.mul([inputs].flat()[0]!, 2);
			}
		}
		tf.serialization.registerClass(Idle);
		const build = (): tf.LayersModel => {
			const input = image();
			const conv = tf.layers.conv3d({ filters: 2, kernelSize: 1, name: 'conv' }).apply(input);
			return tf.model({
				inputs: input,
				outputs: new Idle({ name: 'idle' }).apply(conv) as tf.SymbolicTensor,
			});
		};
		expect((await failuresOf(build)).join()).toMatch(/does not depend on idle\/idle/);
	});
});
