import { BlockAllocator } from './blockAllocator.ts';
import { chooseThreads, threadsText } from './chooseThreads.ts';
import type { Engine, EngineMemory } from './engine.ts';
import { MemoryError } from './memoryError.ts';
import { loadNativeAddon, type NativeAddon, type NativePool } from './nativeAddon.ts';
import { SimdError } from './simdError.ts';

/** Numbers that a kernel may be called with (see kernels/args.h). */
const mostArguments = 62;
/** Least growth of the part of the address space that is in use: 16 MiB, eight huge pages. */
const leastGrowth = 2 ** 24;

/** Kernels as machine code on threads of their own, over memory that the addon reserves. */
export class NativeEngine implements Engine {
	readonly widest: number;
	readonly lanes: number;
	readonly tileRows: number;
	#threads = 1;
	readonly #addon: NativeAddon;
	readonly #set: string;
	readonly #pool: NativePool;
	readonly #index: Map<string, number>;
	readonly #arguments = new Float64Array(mostArguments);
	readonly #buffer: ArrayBuffer;
	readonly #address: number;
	readonly #allocator: BlockAllocator;

	private constructor(addon: NativeAddon, set: string) {
		const { kernels, lanes, tileRows, widest } = addon.kernelSet(set);
		this.#addon = addon;
		this.#set = set;
		this.#index = new Map(kernels.map((name, index) => [name, index]));
		[this.lanes, this.tileRows, this.widest] = [lanes, tileRows, widest];
		this.#pool = addon.createPool(set);
		[this.#buffer, this.#address] = reserve(addon);
		this.#allocator = new BlockAllocator(this.#address, this.#address, (...growth) => this.#grow(...growth));
	}

	/**
	 * @param options.instructionSet one of the addon's, the widest that the processor runs by default
	 * @throws {SimdError} if there are no kernels for this platform or set, or the system gives no threads or memory.
	 */
	static create(options: { readonly threads?: number; readonly instructionSet?: string } = {}): NativeEngine {
		const addon = loadNativeAddon();
		const sets = addon.instructionSets();
		const set = options.instructionSet ?? sets[0]!;
		if (!sets.includes(set))
			throw new SimdError(`this processor does not run ${set}; it runs ${sets.join(', ')}`);
		const engine = new NativeEngine(addon, set);
		engine.#start(options.threads);
		return engine;
	}

	#start(asked: number | undefined): void {
		const threads = chooseThreads(asked);
		try {
			this.#addon.setThreads(this.#pool, threads);
		} catch (error) {
			const reason = (error as Error).message;
			throw new SimdError(`the system gives no ${threads} threads (${reason}): ask for { threads: 1 }`);
		}
		this.#threads = threads;
	}

	async setThreads(threads: number | undefined): Promise<void> {
		this.#start(threads);
	}

	get description(): string {
		return `native ${this.#set}, ${threadsText(this.threads)}`;
	}

	get threads(): number {
		return this.#threads;
	}

	allocate(bytes: number): number {
		return this.#allocator.allocate(bytes);
	}

	free(pointer: number): void {
		this.#allocator.free(pointer);
	}

	floats(pointer: number, length: number): Float32Array {
		return new Float32Array(this.#buffer, pointer - this.#address, length);
	}

	ints(pointer: number, length: number): Int32Array {
		return new Int32Array(this.#buffer, pointer - this.#address, length);
	}

	owns(buffer: ArrayBufferLike): boolean {
		return buffer === this.#buffer;
	}

	run(kernel: string, args: readonly number[], parallel = true): void {
		const index = this.#index.get(kernel);
		if (index === undefined) throw new SimdError(`the native kernels hold no kernel '${kernel}'`);
		this.#arguments.set(args);
		this.#addon.run(this.#pool, index, this.#arguments, args.length, parallel);
	}

	memory(): EngineMemory {
		const { bytesInUse, peakBytes, reservedBytes } = this.#allocator;
		return { bytesInUse, peakBytes, reservedBytes };
	}

	dispose(): void {
		this.#addon.destroyPool(this.#pool);
		this.#threads = 1;
	}

	#grow(bytes: number, asked: number): number {
		const { reservedBytes, bytesInUse } = this.#allocator;
		const limit = this.#buffer.byteLength;
		const free = globalThis.process.availableMemory?.() ?? limit;
		if (reservedBytes + bytes > limit || bytes > free) {
			const memory = `this machine's memory, of which ${Math.floor(free / 2 ** 20)} MiB are free,`;
			throw new MemoryError({ bytes: asked, bytesInUse, limit, memory });
		}
		return this.#address + Math.min(limit, reservedBytes + Math.max(bytes, leastGrowth));
	}
}

/** Address space for as much as the machine has; Node 20 shares no more than 4 GiB with an addon. */
function reserve(addon: NativeAddon): [buffer: ArrayBuffer, address: number] {
	const { totalmem } = globalThis.process.getBuiltinModule('node:os');
	const constrained = globalThis.process.constrainedMemory?.() || Number.POSITIVE_INFINITY;
	const all = Math.floor(Math.min(totalmem(), constrained) / leastGrowth) * leastGrowth;
	let reason = '';
	for (const bytes of [all, Math.min(all, 2 ** 32)]) {
		try {
			return addon.reserve(bytes);
		} catch (error) {
			reason = (error as Error).message;
		}
	}
	throw new SimdError(`the simd backend gets no memory for its native kernels (${reason})`);
}
