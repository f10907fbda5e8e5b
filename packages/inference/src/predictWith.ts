import * as tf from '@tensorflow/tfjs';
import type { Predict } from './slidingWindow.ts';

/**
 * A network as `slidingWindow` calls it: not in training, and nothing left behind but its output, the finest one of a
 * network with deep supervision.
 *
 * @param model from [n, i, j, k, Cin] to logits [n, i, j, k, classes]; stays the caller's
 */
export function predictWith(model: tf.LayersModel): Predict {
	return (windows) =>
		tf.tidy(() => [model.apply(windows, { training: false }) as tf.Tensor5D | tf.Tensor5D[]].flat()[0]!);
}
