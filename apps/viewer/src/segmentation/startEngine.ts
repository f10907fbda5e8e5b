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
	/** The engine in words. */
	readonly description: string;
	/** One sentence that says why this engine was taken. */
	readonly reason: string;
}

/**
 * Starts the fastest engine that this browser has; one that cannot start is passed over and the report says why.
 *
 * @throws SimdError where WebAssembly cannot start either
 */
export async function startEngine(wish: EngineWish = 'auto'): Promise<EngineReport> {
	tf.enableProdMode();
	if (wish === 'simd') return startSimd('the processor was asked for');
	const found = await findAdapter(wish === 'webgpu');
	return startSimd(found.refusal ?? 'it is not built in');
}

async function startSimd(whyNoGpu: string): Promise<EngineReport> {
	await useBackend('simd');
	const { engine } = tf.backend() as SimdBackend;
	const isolated = globalThis.crossOriginIsolated;
	const whyOneThread = isolated
		? ''
		: ', and one thread, as the page is served without cross-origin isolation';
	return {
		backend: 'simd',
		threads: engine.threads,
		description: engine.description,
		reason: `WebAssembly is used instead of WebGPU, as ${whyNoGpu}${whyOneThread}.`,
	};
}
