/** Bytes handed out by an engine's allocator. */
export interface EngineMemory {
	readonly bytesInUse: number;
	readonly peakBytes: number;
	readonly reservedBytes: number;
}

/** What runs kernels: where tensors live and how a kernel reaches the threads. Everything above is shared. */
export interface Engine {
	/** What was chosen, for people: `WebAssembly relaxed SIMD, 2 threads`. */
	readonly description: string;
	readonly threads: number;
	/** Vectors of the widest panel of a product on this machine (see kernels/tile.h). */
	readonly widest: number;
	/** Rows of the tile that products are made of (see kernels/tile.h). */
	readonly tileRows: number;
	/** Floats of one vector. */
	readonly lanes: number;
	/** A block of at least `bytes` bytes, 64-byte aligned, not cleared. @throws {SimdError} if memory is exhausted. */
	allocate(bytes: number): number;
	free(pointer: number): void;
	floats(pointer: number, length: number): Float32Array;
	ints(pointer: number, length: number): Int32Array;
	/** Whether a view's buffer is the engine's memory, whose blocks are given back and used again. */
	owns(buffer: ArrayBufferLike): boolean;
	/** Runs a kernel on all threads, or on this one alone where the work is too small to share. */
	run(kernel: string, args: readonly number[], parallel?: boolean): void;
	/** Lets another number of threads take part, all that there are by default; resolves when they have started. */
	setThreads(threads: number | undefined, createWorker?: () => Worker): Promise<void>;
	memory(): EngineMemory;
	dispose(): void;
}
