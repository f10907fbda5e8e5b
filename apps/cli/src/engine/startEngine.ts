import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import type { EngineChoice } from '../usage/engineFlags.ts';

/** Makes the chosen backend the current one. */
export async function startEngine({ backend, threads }: EngineChoice): Promise<void> {
	// without this tfjs advertises another package on stderr
	tf.enableProdMode();
	await useBackend(backend, backend === 'simd' ? { threads } : {});
}
