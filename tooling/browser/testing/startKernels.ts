import * as tf from '@tensorflow/tfjs';
import { configureWebGpu, type WebGpuBackend } from '@unetr/backend-webgpu';

/** What kernels may use. */
export interface KernelMode {
	readonly subgroups: boolean;
	/** How activations are kept. */
	readonly precision: 'f32' | 'f16';
}

/** The backend, and the files of the shaders that it has run. */
export interface StartedKernels {
	readonly backend: WebGpuBackend;
	readonly files: Set<string>;
}

/** Starts the backend `webgpu` anew; without subgroups its kernels take the ways that adapters without them need. */
export async function startKernels({ subgroups, precision }: KernelMode): Promise<StartedKernels> {
	const found = await navigator.gpu.requestAdapter();
	if (!found) throw new Error('there is no adapter');
	await configureWebGpu({ adapter: subgroups ? found : withoutSubgroups(found), precision });
	await tf.setBackend('webgpu');
	const backend = tf.backend() as WebGpuBackend;
	const files = new Set<string>();
	const run = backend.run.bind(backend);
	backend.run = (shader, dispatch) => {
		for (const { file } of shader.parts) files.add(file.replace(' (subgroups)', ''));
		run(shader, dispatch);
	};
	return { backend, files };
}

function withoutSubgroups(adapter: GPUAdapter): GPUAdapter {
	const features = new Set([...adapter.features].filter((feature) => feature !== 'subgroups'));
	const { limits, info } = adapter;
	const requestDevice = (descriptor: GPUDeviceDescriptor) => adapter.requestDevice(descriptor);
	return { features, limits, info, requestDevice } as unknown as GPUAdapter;
}
