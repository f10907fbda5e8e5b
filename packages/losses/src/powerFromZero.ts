import * as tf from '@tensorflow/tfjs';

/** Costs below this count as this, so that roots of them have a slope. */
const LEAST = 1e-7;

/** x^exponent with a finite slope at x = 0, also for exponents below 1 and for an x that rounding left below 0. */
export function powerFromZero(x: tf.Tensor, exponent: number): tf.Tensor {
	return exponent === 1 ? x : tf.pow(tf.maximum(x, LEAST), exponent);
}
