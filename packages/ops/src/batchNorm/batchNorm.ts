import * as tf from '@tensorflow/tfjs';
import { channelsOf } from '../checkShape.ts';
import { instanceNormOp } from '../instanceNorm/instanceNorm.ts';
import { runOp } from '../op.ts';

/** What `batchNorm` gives: the normed values, and the statistics of the batch, which carry no gradient. */
export interface BatchNormResult {
	/** The shape of x. */
	readonly y: tf.Tensor;
	/** [C] */
	readonly mean: tf.Tensor1D;
	/** Population variance, [C]. */
	readonly variance: tf.Tensor1D;
}

/**
 * Batch normalisation by the statistics of the batch (Ioffe and Szegedy 2015; `torch.nn.BatchNorm3d` in training):
 * every channel over batch and space, y = (x − mean) / √(variance + ε) · γ + β, population variance.
 *
 * It is an instance normalisation of the batch as one volume, whose gradient it has.
 *
 * @param x [B, …space, C]
 * @param gamma [C]; ones where absent
 * @param beta [C]; zeros where absent
 * @throws {OpError} if shapes do not fit together
 */
export function batchNorm(
	x: tf.Tensor,
	gamma?: tf.Tensor,
	beta?: tf.Tensor,
	options: { readonly epsilon?: number } = {},
): BatchNormResult {
	const channels = channelsOf(x.shape);
	const epsilon = options.epsilon ?? 1e-5;
	return tf.tidy(() => {
		const [y, mean, scale] = runOp(
			instanceNormOp,
			{
				x: tf.reshape(x, [1, -1, channels]),
				gamma: gamma ?? tf.ones([channels]),
				beta: beta ?? tf.zeros([channels]),
			},
			{ epsilon },
		) as [tf.Tensor, tf.Tensor, tf.Tensor];
		const variance = tf.relu(tf.sub(tf.reciprocal(tf.square(scale)), epsilon));
		return {
			y: tf.reshape(y, x.shape),
			mean: tf.reshape(mean, [channels]) as tf.Tensor1D,
			variance: tf.reshape(variance, [channels]) as tf.Tensor1D,
		};
	});
}
