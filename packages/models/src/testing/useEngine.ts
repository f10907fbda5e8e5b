import * as tf from '@tensorflow/tfjs';
import { NativeEngine, SimdBackend, WasmEngine } from '@unetr/backend-simd';
import '@unetr/backend-webgpu';
import { startNodeGpu } from '@unetr/backend-webgpu/node';
import { useBackend } from '@unetr/ops';

/** Where goldens are run: tfjs' own cpu backend, `simd` on one of its engines, or `webgpu`. */
export type EngineName = 'cpu' | 'native' | 'wasm' | 'webgpu';

/** Makes an engine the current one; tensors of one that ran before are gone. */
export async function useEngine(name: EngineName): Promise<void> {
	await useBackend('cpu');
	if (name === 'cpu') return;
	if (name === 'webgpu') {
		await startNodeGpu();
		await useBackend('webgpu');
		return;
	}
	if (tf.findBackendFactory('simd')) tf.removeBackend('simd');
	const options = { threads: 2 };
	const start = async () =>
		new SimdBackend(name === 'native' ? NativeEngine.create(options) : await WasmEngine.create(options));
	tf.registerBackend('simd', start, 0);
	await useBackend('simd');
}
