import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import type { EngineChoice } from '../usage/engineFlags.ts';

/** Makes the chosen backend the current one. */
export async function startEngine({ backend, threads }: EngineChoice): Promise<void> {
	// without this tfjs advertises another package on stderr
	tf.enableProdMode();
	if (backend === 'webgpu') await startGpu();
	await useBackend(backend, backend === 'simd' ? { threads } : {});
}

/** Loaded where it is asked for: others need not wait for tfjs' own kernels for WebGPU. */
async function startGpu(): Promise<void> {
	await import('@unetr/backend-webgpu');
	const { startNodeGpu } = await import('@unetr/backend-webgpu/node');
	await startNodeGpu();
}
