import { BlockAllocator } from './blockAllocator.ts';
import { chooseThreads, threadsText } from './chooseThreads.ts';
import type { Engine, EngineMemory } from './engine.ts';
import { fasterPanel } from './fasterPanel.ts';
import { loadKernelModule } from './kernelModule.ts';
import { MemoryError } from './memoryError.ts';
import { argumentBytes, controlBytes, instantiateKernels } from './pooledWork.ts';
import { SimdError } from './simdError.ts';
import type { SimdOptions } from './simdOptions.ts';
import { ThreadPool } from './threadPool.ts';

const pageBytes = 65536;
const maximumPages = 65536;
/** Least growth: a growth is a system call, and small ones would scatter. */
const leastGrowthPages = 256;

/** Kernels as WebAssembly SIMD over one shared memory. */
export class WasmEngine implements Engine {
	readonly widest: number;
	readonly lanes = 4;
	readonly tileRows = 4;
	readonly #variant: string;
	readonly #because: string;
	#note: string;
	readonly #memory: WebAssembly.Memory;
	readonly #allocator: BlockAllocator;
	readonly #pool: ThreadPool;

	private constructor(
		memory: WebAssembly.Memory,
		allocator: BlockAllocator,
		pool: ThreadPool,
		what: { variant: string; note: string; because: string },
	) {
		this.#memory = memory;
		this.#allocator = allocator;
		this.#pool = pool;
		this.widest = fasterPanel(this);
		this.#variant = what.variant;
		this.#because = what.because;
		this.#note = what.note;
	}

	/**
	 * @param because put behind the description: why no other engine was chosen
	 * @throws {SimdError} if the kernels cannot be loaded or a worker does not start.
	 */
	static async create(options: SimdOptions = {}, because = ''): Promise<WasmEngine> {
		const { module, variant } = await loadKernelModule(options.wasmUrl);
		const memory = createMemory();
		const heapBase = instantiateKernels(module, memory).__heap_base as WebAssembly.Global;
		const allocator: BlockAllocator = new BlockAllocator(
			heapBase.value,
			memory.buffer.byteLength,
			(...growth) => growMemory(memory, allocator, ...growth),
		);
		const pool = new ThreadPool(module, memory, allocator.allocate(controlBytes + argumentBytes));
		const { threads, note } = possibleThreads(options.threads);
		await pool.setThreads(threads, (bytes) => allocator.allocate(bytes), options.worker);
		return new WasmEngine(memory, allocator, pool, { variant, note, because });
	}

	async setThreads(asked: number | undefined, createWorker?: () => Worker): Promise<void> {
		const { threads, note } = possibleThreads(asked);
		this.#note = note;
		await this.#pool.setThreads(threads, (bytes) => this.allocate(bytes), createWorker);
	}

	get description(): string {
		return `WebAssembly ${this.#variant}, ${threadsText(this.threads)}${this.#note}${this.#because}`;
	}

	get threads(): number {
		return this.#pool.threads;
	}

	allocate(bytes: number): number {
		return this.#allocator.allocate(bytes);
	}

	free(pointer: number): void {
		this.#allocator.free(pointer);
	}

	floats(pointer: number, length: number): Float32Array {
		return new Float32Array(this.#memory.buffer, pointer, length);
	}

	ints(pointer: number, length: number): Int32Array {
		return new Int32Array(this.#memory.buffer, pointer, length);
	}

	owns(buffer: ArrayBufferLike): boolean {
		return !(buffer instanceof ArrayBuffer);
	}

	run(kernel: string, args: readonly number[], parallel = true): void {
		this.#pool.run(kernel, args, parallel);
	}

	memory(): EngineMemory {
		const { bytesInUse, peakBytes, reservedBytes } = this.#allocator;
		return { bytesInUse, peakBytes, reservedBytes };
	}

	dispose(): void {
		this.#pool.dispose();
	}
}

/** A shared memory that may grow to 4 GiB, or to less where so much address space is not to be had. */
function createMemory(): WebAssembly.Memory {
	for (let maximum = maximumPages; maximum >= 4096; maximum /= 2) {
		try {
			return new WebAssembly.Memory({ initial: leastGrowthPages, maximum, shared: true });
		} catch {}
	}
	throw new SimdError('this engine gives no shared WebAssembly memory to the simd backend');
}

function growMemory(
	memory: WebAssembly.Memory,
	{ bytesInUse }: BlockAllocator,
	bytes: number,
	asked: number,
): number {
	const needed = Math.ceil(bytes / pageBytes);
	const generous = Math.max(needed, leastGrowthPages, Math.ceil(memory.buffer.byteLength / pageBytes / 8));
	for (const pages of [generous, needed]) {
		try {
			memory.grow(pages);
			return memory.buffer.byteLength;
		} catch {}
	}
	const limit = maximumPages * pageBytes;
	throw new MemoryError({ bytes: asked, bytesInUse, limit, memory: 'WebAssembly memory' });
}

/** Threads asked for, or all there are; one where memory cannot be shared with workers. */
function possibleThreads(asked?: number): { threads: number; note: string } {
	const isolated = globalThis.process?.versions?.node || globalThis.crossOriginIsolated;
	if (!isolated && asked !== 1) {
		return { threads: 1, note: ' (the page is not cross-origin isolated: no shared memory)' };
	}
	return { threads: chooseThreads(asked), note: '' };
}
