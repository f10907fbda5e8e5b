import * as tf from '@tensorflow/tfjs';
import { conv3d, gelu, instanceNorm, linear, softmaxRegionSums } from '@unetr/ops';

/** Steps of a network of one convolution, norm, activation and two projections on volumes of 6×5×4. */
export function tinyTraining(): { step: () => number; dispose: () => void } {
	const variables = [
		[3, 3, 3, 12, 8],
		[8, 16],
		[16, 3],
	].map((shape, index) => tf.variable(tf.randomNormal(shape, 0, 0.3, 'float32', index + 1)));
	const [filter, hidden, out] = variables as [tf.Variable, tf.Variable, tf.Variable];
	const [gamma, beta] = [tf.ones([8]), tf.zeros([8])];
	const x = tf.randomNormal([2, 6, 5, 4, 12], 0, 1, 'float32', 7);
	const labels = tf.randomUniform([2, 6, 5, 4], 0, 3, 'int32', 8);
	const optimizer = tf.train.adam(1e-3);
	const loss = (): tf.Scalar => {
		const features = gelu(instanceNorm(conv3d(x, filter as tf.Tensor5D), gamma, beta));
		const logits = linear(gelu(linear(features, hidden as tf.Tensor2D)), out as tf.Tensor2D);
		return tf.neg(tf.mean(softmaxRegionSums(logits, labels))) as tf.Scalar;
	};
	const step = () => {
		const value = optimizer.minimize(loss, true, variables)!;
		const [number] = value.dataSync();
		value.dispose();
		return number!;
	};
	return { step, dispose: () => tf.dispose([...variables, gamma, beta, x, labels]) };
}
