import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';

/**
 * Starts a backend that tfjs ships.
 *
 * @returns what its convolution gradients are worth, where that is not what they should be
 */
export async function startStockBackend(name: 'cpu' | 'wasm'): Promise<string | undefined> {
	if (name === 'wasm') {
		const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
		setWasmPaths(dirname(entry) + sep);
		const error = await convGradientError(name);
		if (error > 1e-3) {
			return `wrong results (the input gradient of conv3d is ${(100 * error).toFixed(0)} % off tfjs cpu): time alone`;
		}
	}
	await tf.setBackend(name);
	return undefined;
}

/** Largest difference of the input gradient of a small conv3d to that on `cpu`, over the largest value. */
async function convGradientError(name: string): Promise<number> {
	const expected = await convInputGradient('cpu');
	const actual = await convInputGradient(name);
	const difference = expected.map((value, index) => Math.abs(value - actual[index]!));
	return Math.max(...difference) / Math.max(...expected.map(Math.abs));
}

async function convInputGradient(name: string): Promise<Float32Array> {
	await tf.setBackend(name);
	const x = tf.randomNormal([1, 6, 5, 7, 3], 0, 1, 'float32', 1);
	const filter = tf.randomNormal([3, 3, 3, 3, 4], 0, 1, 'float32', 2);
	const gradient = tf.grad((x: tf.Tensor) =>
		tf.sum(tf.square(tf.conv3d(x as tf.Tensor5D, filter as tf.Tensor5D, 1, 'same'))),
	)(x);
	return gradient.data<'float32'>();
}
