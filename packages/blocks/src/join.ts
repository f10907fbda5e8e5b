import * as tf from '@tensorflow/tfjs';

/** Sum of tensors of one shape. */
export function sum(name: string, tensors: tf.SymbolicTensor[]): tf.SymbolicTensor {
	return tf.layers.add({ name }).apply(tensors) as tf.SymbolicTensor;
}

/** Tensors one after the other along the channels. */
export function concatChannels(name: string, tensors: tf.SymbolicTensor[]): tf.SymbolicTensor {
	return tf.layers.concatenate({ name, axis: -1 }).apply(tensors) as tf.SymbolicTensor;
}

/** Applies layers one after the other. */
export function chain(input: tf.SymbolicTensor, layers: readonly tf.layers.Layer[]): tf.SymbolicTensor {
	return layers.reduce((tensor, layer) => layer.apply(tensor) as tf.SymbolicTensor, input);
}
