import * as tf from '@tensorflow/tfjs';

/** Maps one axis of a volume by a matrix [to, from]. */
export function mapAxis(x: tf.Tensor, axis: number, matrix: Float32Array, to: number): tf.Tensor {
	const from = x.shape[axis]!;
	const outer = x.shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
	const inner = x.shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
	const flat = tf.reshape(x, [outer, from, inner]);
	const mapped = tf.matMul(tf.tensor(matrix, [1, to, from]), flat);
	return tf.reshape(
		mapped,
		x.shape.map((extent, index) => (index === axis ? to : extent)),
	);
}
