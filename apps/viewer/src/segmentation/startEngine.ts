import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import type { SimdBackend } from '@unetr/backend-simd';
import { useBackend } from '@unetr/ops';
import { findAdapter } from './findAdapter.ts';

/** Which engine is wanted: the graphics card where there is one, or one of the two. */
export type EngineWish = 'auto' | 'webgpu' | 'simd';

/** What computes, on how many threads, and why not something faster. */
export interface EngineReport {
	readonly backend: 'webgpu' | 'simd';
	/** Threads of the processor that take part. */
	readonly threads: number;
	/** One sentence that says why this engine was taken. */
	readonly reason: string;
}

/**
 * Starts the fastest engine that this browser has; one that cannot start is passed over, and the report says why.
 *
 * @throws SimdError where WebAssembly cannot start either
 */
export async function startEngine(wish: EngineWish = 'auto'): Promise<EngineReport> {
	tf.enableProdMode();
	if (wish === 'simd') return startSimd('the processor was asked for');
	const { adapter, refusal } = await findAdapter(wish === 'webgpu');
	if (adapter === undefined) return startSimd(refusal ?? 'there is no graphics card');
	try {
		await import('@unetr/backend-webgpu');
		await useBackend('webgpu');
		return { backend: 'webgpu', threads: 1, reason: `WebGPU computes on ${adapter}.` };
	} catch {
		return startSimd('it does not start here');
	}
}

/**
 * Starts WebAssembly, which runs everywhere.
 *
 * @param whyNoGpu half a sentence on WebGPU, such as "this browser does not offer it"
 */
export async function startSimd(whyNoGpu: string): Promise<EngineReport> {
	await useBackend('simd');
	const { threads } = (tf.backend() as SimdBackend).engine;
	const alone = globalThis.crossOriginIsolated
		? ''
		: ', on one thread, as the page is served without the headers of cross-origin isolation';
	return { backend: 'simd', threads, reason: `WebAssembly is used and not WebGPU, as ${whyNoGpu}${alone}.` };
}
