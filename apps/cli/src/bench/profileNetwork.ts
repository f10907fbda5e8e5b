import * as tf from '@tensorflow/tfjs';
import type { WebGpuBackend } from '@unetr/backend-webgpu';
import { profileOps } from './profileOps.ts';

/** What one kernel did in a forward pass. */
export interface KernelShare {
	readonly kernel: string;
	readonly calls: number;
	readonly milliseconds: number;
	/** Multiplications and additions, where they are counted, else 0. */
	readonly flops: number;
	/** Of all tensors that it was given or gave, each once a call: the least that it can move. */
	readonly bytes: number;
}

/** Where the time of a forward pass went. */
export interface NetworkProfile {
	/** What runs it: the adapter, or the engine. */
	readonly device: string;
	/** The longest first. */
	readonly kernels: readonly KernelShare[];
	/** The most that was measured of the device just before. */
	readonly peak: { readonly gigaflops: number; readonly gigabytesPerSecond?: number };
}

/**
 * Profiles a forward pass: on a GPU each kernel by timestamps, elsewhere each op by the clock.
 *
 * @throws WebGpuError where the adapter has no timestamps
 */
export async function profileNetwork(predict: () => tf.Tensor): Promise<NetworkProfile> {
	if (tf.getBackend() !== 'webgpu') return profileOps(predict);
	const { measurePeak } = await import('@unetr/backend-webgpu');
	const backend = tf.backend() as WebGpuBackend;
	const peak = await measurePeak(backend);
	const kernels = await backend.profile(() => predict().dispose());
	return { device: backend.adapterName, kernels, peak };
}
