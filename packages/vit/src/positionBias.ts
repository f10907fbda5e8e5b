import * as tf from '@tensorflow/tfjs';

/**
 * The bias of each pair of places out of a table of distances: [rows, h] -> [h, N, N].
 *
 * @param table one row for each distance.
 * @param index for each pair the row of its distance, [N, N] row-major.
 */
export function positionBias(table: tf.Tensor, index: Int32Array): tf.Tensor3D {
	const tokens = Math.sqrt(index.length);
	const rows = tf.gather(table, tf.tensor1d(index, 'int32')); // [N·N, h]
	return tf.reshape(tf.transpose(rows), [table.shape[1]!, tokens, tokens]);
}
