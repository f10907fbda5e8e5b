import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import type { Workgroups } from './workgroups.ts';

/**
 * The part of tfjs' backend that records commands, which it keeps to itself: our dispatches go into its encoder and
 * pass, so that their order with its own kernels holds.
 */
interface TfjsCommands {
	commandEncoder: GPUCommandEncoder | null;
	computePassEncoder: GPUComputePassEncoder | null;
	commandQueueOwnedIds: WeakSet<object>;
	dispatchCountInPass: number;
	uniformPendingDisposal: GPUBuffer[];
}

/** One dispatch, ready to be recorded. */
export interface Recording {
	readonly pipeline: GPUComputePipeline;
	readonly bindGroup: GPUBindGroup;
	readonly workgroups: Workgroups;
	/** Data of the tensors that it touches: kept until the commands are submitted. */
	readonly dataIds: readonly object[];
}

/** Where a pass of its own writes when it began and ended. */
export type TimestampWrites = NonNullable<GPUComputePassDescriptor['timestampWrites']>;

/** Records dispatches into the commands of tfjs' backend. */
export class CommandRecorder {
	readonly #backend: WebGPUBackend;

	constructor(backend: WebGPUBackend) {
		this.#backend = backend;
	}

	get #commands(): TfjsCommands {
		return this.#backend as unknown as TfjsCommands;
	}

	/** Records a dispatch, in a pass of its own where its time is taken; submits when enough have gathered. */
	record({ pipeline, bindGroup, workgroups, dataIds }: Recording, timestampWrites?: TimestampWrites): void {
		const backend = this.#backend;
		const commands = this.#commands;
		for (const id of dataIds) commands.commandQueueOwnedIds.add(id);
		if (timestampWrites) backend.endComputePassEncoder();
		backend.ensureCommandEncoderReady();
		commands.computePassEncoder ??= commands.commandEncoder!.beginComputePass(
			timestampWrites ? { timestampWrites } : {},
		);
		const pass = commands.computePassEncoder;
		pass.setPipeline(pipeline);
		pass.setBindGroup(0, bindGroup);
		pass.dispatchWorkgroups(...workgroups);
		commands.dispatchCountInPass++;
		if (timestampWrites) backend.endComputePassEncoder();
		if (commands.dispatchCountInPass < tf.env().getNumber('WEBGPU_DEFERRED_SUBMIT_BATCH_SIZE')) return;
		backend.endComputePassEncoder();
		backend.submitQueue();
	}

	/** Runs what tfjs records by itself in a pass of its own, whose time is taken. */
	inOwnPass<T>(timestampWrites: TimestampWrites, run: () => T): T {
		const backend = this.#backend;
		const commands = this.#commands;
		backend.endComputePassEncoder();
		backend.ensureCommandEncoderReady();
		commands.computePassEncoder = commands.commandEncoder!.beginComputePass({ timestampWrites });
		const result = run();
		backend.endComputePassEncoder();
		return result;
	}

	/** A uniform buffer with these bytes, given back to the pool once the commands are submitted. */
	uniform(bytes: ArrayBuffer): GPUBuffer {
		const { bufferManager, queue } = this.#backend;
		const usage = GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST;
		const buffer = bufferManager.acquireBuffer(bytes.byteLength, usage);
		queue.writeBuffer(buffer, 0, bytes);
		this.#commands.uniformPendingDisposal.push(buffer);
		return buffer;
	}

	/** Submits what was recorded. */
	flush(): void {
		this.#backend.endComputePassEncoder();
		if (this.#commands.commandEncoder) this.#backend.submitQueue();
	}
}
