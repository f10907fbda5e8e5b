import * as tf from '@tensorflow/tfjs';
import { createModel } from '@unetr/models';
import { useBackend } from '@unetr/ops';
import { maxAbsOverMax, unit } from 'unetr-testkit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { predictWith } from './predictWith.ts';
import { slidingWindow } from './slidingWindow.ts';

beforeAll(() => useBackend('cpu'));
afterAll(() => useBackend('cpu'));

it('a network of slices goes over a volume slice by slice', async () => {
	const model = createModel('segresnet_2d_test', { seed: 1 });
	const [i, j, slices] = [8, 12, 5];
	const image = tf.tensor5d(unit('slices', i * j * slices), [1, i, j, slices, 1]);
	const windows = { roiSize: [i, j, 1], overlap: 0.5, mode: 'gaussian', batchSize: 2 } as const;
	const logits = await slidingWindow(image, predictWith(model), windows);
	expect(logits.shape).toEqual([1, i, j, slices, 2]);
	const each = tf.concat(
		tf.split(image, slices, 3).map((slice) => model.predict(slice) as tf.Tensor5D),
		3,
	);
	expect(maxAbsOverMax(logits.dataSync(), each.dataSync())).toBeLessThan(1e-6);
	model.dispose();
});
