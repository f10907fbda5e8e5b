import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { ModelError } from '../modelError.ts';
import { loadWeights } from '../weights/loadWeights.ts';
import { stateDict } from '../weights/stateDict.ts';
import { torchParameters } from '../weights/torchParameters.ts';
import { segResNet } from './segResNet.ts';
import type { SegResNetOptions } from './segResNetConfig.ts';

const options: SegResNetOptions = {
	inChannels: 1,
	outChannels: 2,
	imgSize: [8, 12, 16],
	blocksDown: [1, 1, 1],
	blocksUp: [1, 1],
};

describe('what a SegResNet cannot take', () => {
	const cases: readonly (readonly [object, string])[] = [
		[
			{ imgSize: [8, 12, 18] },
			'imgSize[2] (axis k) = 18 must be a multiple of 2^(levels − 1) = 4; the nearest legal values are 16 and 20',
		],
		[{ initFilters: 12 }, 'initFilters = 12 must be a multiple of numGroups = 8'],
		[{ blocksUp: [1] }, 'blocksUp has 1 levels, but must have 2'],
		[{ blocksDown: [1, 0, 1] }, 'blocksDown = [1,0,1] must be positive whole numbers'],
		[{ upsampleMode: 'pixelshuffle' }, 'upsampleMode = "pixelshuffle" must be "nontrainable" or "deconv"'],
		[{ useConvFinal: false }, 'outChannels = 2 must be initFilters = 8 where useConvFinal is false'],
		[{ dropoutProb: 1 }, 'dropoutProb = 1 must be in [0, 1)'],
	];
	for (const [overrides, message] of cases) {
		it(message, () => {
			const call = (): unknown => segResNet({ ...options, ...overrides } as SegResNetOptions);
			expect(call).toThrow(ModelError);
			expect(call).toThrow(message);
		});
	}
});

it("raises the resolution by transposed convolutions under MONAI's names", () => {
	const model = segResNet({ ...options, upsampleMode: 'deconv', seed: null });
	const shapes = new Map(torchParameters(model).map(({ key, torchShape }) => [key, torchShape]));
	expect(shapes.get('up_samples.0.0.conv.weight')).toEqual([16, 32, 1, 1, 1]);
	expect(shapes.get('up_samples.0.1.deconv.weight')).toEqual([16, 16, 2, 2, 2]);
	expect(shapes.get('up_samples.1.1.deconv.bias')).toEqual([8]);
	expect(model.outputs[0]!.shape).toEqual([null, 8, 12, 16, 2]);
	model.dispose();
});

it('gives its features without the last convolution, whose weights a checkpoint may still hold', async () => {
	const whole = segResNet({ ...options, outChannels: 8, seed: 3 });
	const features = segResNet({ ...options, outChannels: 8, useConvFinal: false, seed: null });
	const { unused } = await loadWeights(features, await stateDict(whole));
	expect(unused.toSorted()).toEqual([
		'conv_final.0.bias',
		'conv_final.0.weight',
		'conv_final.2.conv.bias',
		'conv_final.2.conv.weight',
	]);
	const image = tf.randomNormal([1, 8, 12, 16, 1], 0, 1, 'float32', 1);
	const inner = tf.model({ inputs: whole.inputs, outputs: whole.getLayer('conv_final.0').input });
	expect((features.predict(image) as tf.Tensor).dataSync()).toEqual(
		(inner.predict(image) as tf.Tensor).dataSync(),
	);
});

it('drops whole channels in training, and scales up the others', () => {
	const model = segResNet({ ...options, dropoutProb: 0.5, seed: 5 });
	const dropout = model.getLayer('dropout');
	const kept = tf.tidy(() => {
		const ones = tf.ones([2, 4, 4, 4, 64]);
		const dropped = dropout.apply(ones, { training: true }) as tf.Tensor;
		// [2, 4, 4, 4, 64] -> [2, 64]: least and greatest of each channel.
		const extremes = [tf.min(dropped, [1, 2, 3]), tf.max(dropped, [1, 2, 3])];
		expect([...extremes[0]!.dataSync()]).toEqual([...extremes[1]!.dataSync()]);
		return [...extremes[0]!.dataSync()];
	});
	expect(new Set(kept)).toEqual(new Set([0, 2]));
	expect(kept.filter((value) => value === 2).length).toBeGreaterThan(40);
	expect(kept.filter((value) => value === 0).length).toBeGreaterThan(40);
	model.dispose();
});
