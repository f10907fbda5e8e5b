import * as tf from '@tensorflow/tfjs';
import { type Attributes, kernelName, registerBackendOptions } from '@unetr/ops';
import { SimdBackend, type TensorInfo } from './backend/simdBackend.ts';
import { type SimdOptions, WasmEngine } from './engine/wasmEngine.ts';
import { kernels } from './kernels.ts';

const backendName = 'simd';
let options: SimdOptions = {};

/** Replaces a kernel copied from the cpu backend, or registers a new one. */
function registerKernel(name: string, kernelFunc: tf.KernelFunc): void {
	if (tf.getKernel(name, backendName)) tf.unregisterKernel(name, backendName);
	tf.registerKernel({ kernelName: name, backendName, kernelFunc });
}

/**
 * Registers `simd` with tfjs and its options with `useBackend`.
 *
 * Its priority is below that of every other backend: it starts asynchronously, so it is chosen by name only.
 */
export function registerSimd(): void {
	tf.registerBackend(backendName, async () => new SimdBackend(await WasmEngine.create(options)), 0);
	registerBackendOptions(backendName, configureSimd);
	tf.copyRegisteredKernels('cpu', backendName);
	for (const [op, kernel] of Object.entries(kernels)) {
		if (typeof kernel !== 'function') continue;
		registerKernel(kernelName(op), ({ inputs, attrs, backend }) =>
			kernel(backend as SimdBackend, inputs as Record<string, TensorInfo>, attrs as unknown as Attributes),
		);
	}
}

/** Sets the options for the next start of the backend; a running one with other options is stopped. */
export function configureSimd(next: SimdOptions): void {
	const same = (['threads', 'wasmUrl', 'worker'] as const).every((key) => options[key] === next[key]);
	options = { ...next };
	if (!same && tf.engine().registry[backendName]) tf.removeBackend(backendName);
	if (!tf.findBackendFactory(backendName)) registerSimd();
}
