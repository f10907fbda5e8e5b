import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { SimdBackend } from '../backend/simdBackend.ts';
import type { SimdOptions } from '../engine/simdOptions.ts';
import { startEngine } from '../engine/startEngine.ts';
import '../index.ts';

/** Starts the backend anew, as one process may test both engines; an application has one. */
export async function restartOn(options: SimdOptions): Promise<SimdBackend> {
	await useBackend('cpu');
	tf.removeBackend('simd');
	tf.registerBackend('simd', async () => new SimdBackend(await startEngine(options)), 0);
	await useBackend('simd');
	return tf.backend() as SimdBackend;
}
