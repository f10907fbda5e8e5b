import * as tf from '@tensorflow/tfjs';
import type { WebGpuBackend } from '@unetr/backend-webgpu';
import type { BlockCase } from '../cases.ts';
import { ourFormulation } from '../ourFormulation.ts';

/** What a transformer block takes at once. */
export interface BlockMemory {
	readonly tokens: number;
	/** Most bytes of the GPU that tensors held at once: activations and gradients, the weights themselves aside. */
	readonly forwardBytes: number;
	readonly forwardBackwardBytes: number;
}

/** What a matrix of scores of all heads would take by itself. */
export const scoresBytes = (tokens: number, numHeads: number): number => 4 * numHeads * tokens ** 2;

/** A block of 12 heads. */
export const blockOf = (tokens: number, hiddenSize: number): BlockCase => ({
	...{ kind: 'block', name: 'block', tokens, hiddenSize, numHeads: 12, mlpDim: 4 * hiddenSize },
});

/** Counts what a block takes, by the backend's own count of bytes, while it is recorded and nothing runs. */
export async function measureBlock(backend: WebGpuBackend, block: BlockCase): Promise<BlockMemory> {
	tf.engine().startScope();
	const passes = ourFormulation.block(block);
	const peakOf = (pass: () => tf.TensorContainer) => peakBytes(backend, () => void pass());
	const forwardBytes = await peakOf(passes.forward);
	const forwardBackwardBytes = await peakOf(passes.forwardBackward);
	tf.engine().endScope();
	return { tokens: block.tokens, forwardBytes, forwardBackwardBytes };
}

async function peakBytes(backend: WebGpuBackend, run: () => void): Promise<number> {
	const { bufferManager } = backend;
	const acquire = bufferManager.acquireBuffer.bind(bufferManager);
	let peak = 0;
	bufferManager.acquireBuffer = (...call) => {
		const buffer = acquire(...call);
		peak = Math.max(peak, backend.memory().numBytesInGPU);
		return buffer;
	};
	backend.pipelines.prepare = () => {}; // nothing needs to be compiled
	try {
		await backend.warmUp(run);
	} finally {
		bufferManager.acquireBuffer = acquire;
	}
	return peak;
}
