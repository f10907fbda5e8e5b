import * as tf from '@tensorflow/tfjs';
import type { WebGpuBackend } from '@unetr/backend-webgpu';
import { startNodeGpu } from '@unetr/backend-webgpu/node';
import { plainAdapter } from './plainAdapter.ts';

/** The backend `webgpu` on what Dawn finds, without subgroups and f16. */
export async function startPlain(): Promise<WebGpuBackend> {
	tf.enableProdMode();
	await startNodeGpu();
	const { configureWebGpu } = await import('@unetr/backend-webgpu');
	const adapter = await navigator.gpu.requestAdapter();
	await configureWebGpu({ adapter: plainAdapter(adapter!) });
	await tf.setBackend('webgpu');
	return tf.backend() as WebGpuBackend;
}
