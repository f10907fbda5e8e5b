import type * as tf from '@tensorflow/tfjs';
import { GeluLayer } from './geluLayer.ts';
import { LeakyReluLayer } from './leakyReluLayer.ts';
import { PreluLayer } from './preluLayer.ts';
import { SiluLayer } from './siluLayer.ts';

/** An activation, by name or with its slope; plain JSON. */
export type Activation =
	| 'relu'
	| 'prelu'
	| 'gelu'
	| 'silu'
	| { readonly name: 'leakyRelu'; readonly slope: number };

/** The slope below zero of a rectifier, leaky or not; nothing for any other activation. */
export function slopeOf(activation: Activation): number | undefined {
	if (typeof activation === 'object') return activation.slope;
	return activation === 'relu' ? 0 : undefined;
}

/**
 * The layer of an activation, to be applied more than once where one slope is learnt for several places.
 *
 * @param name module path of the layer.
 */
export function activationLayer(name: string, activation: Activation): tf.layers.Layer {
	if (activation === 'prelu') return new PreluLayer({ name });
	if (activation === 'gelu') return new GeluLayer({ name });
	if (activation === 'silu') return new SiluLayer({ name });
	return new LeakyReluLayer({ name, slope: slopeOf(activation)! });
}

/**
 * Applies an activation value by value.
 *
 * @param name module path of the layer.
 */
export function activate(x: tf.SymbolicTensor, name: string, activation: Activation): tf.SymbolicTensor {
	return activationLayer(name, activation).apply(x) as tf.SymbolicTensor;
}
