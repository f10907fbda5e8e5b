import {
	argumentBytes,
	controlBytes,
	controlWord,
	gateOpen,
	instantiateKernels,
	type KernelFunction,
	kernelNames,
	stopKernel,
	type WorkerStart,
} from './pooledWork.ts';
import { SimdError } from './simdError.ts';
import { type PoolWorker, startWorker } from './startWorker.ts';

const stackBytes = 65536;

/** Runs kernels of one module on the calling thread and, where there are any, on workers beside it. */
export class ThreadPool {
	threads = 1;
	readonly #module: WebAssembly.Module;
	readonly #memory: WebAssembly.Memory;
	readonly #control: number;
	readonly #words: Int32Array;
	readonly #arguments: Float64Array;
	readonly #kernels: KernelFunction[];
	readonly #index: Map<string, number>;
	readonly #workers: PoolWorker[] = [];
	#changing: Promise<void> = Promise.resolve();

	constructor(module: WebAssembly.Module, memory: WebAssembly.Memory, control: number) {
		this.#module = module;
		this.#memory = memory;
		this.#control = control;
		this.#words = new Int32Array(memory.buffer, control, (controlBytes + argumentBytes) / 4).fill(0);
		this.#arguments = new Float64Array(memory.buffer, control + controlBytes + 8, argumentBytes / 8 - 1);
		const exports = instantiateKernels(module, memory);
		const names = kernelNames(module);
		this.#kernels = names.map((name) => exports[name] as KernelFunction);
		this.#index = new Map(names.map((name, index) => [name, index]));
	}

	/** Lets `threads` take part: at once where there are workers enough, when the missing ones are ready otherwise. */
	setThreads(
		threads: number,
		allocate: (bytes: number) => number,
		createWorker?: () => Worker,
	): Promise<void> {
		const change = () => this.#changeThreads(threads, allocate, createWorker);
		this.#changing = this.#changing.then(change, change); // one after another: no two workers share an index
		return this.#changing;
	}

	async #changeThreads(
		threads: number,
		allocate: (bytes: number) => number,
		createWorker?: () => Worker,
	): Promise<void> {
		const missing = Math.max(0, threads - 1 - this.#workers.length);
		const starts = Array.from(
			{ length: missing },
			(_, index): WorkerStart => ({
				module: this.#module,
				memory: this.#memory,
				control: this.#control,
				stackPointer: allocate(stackBytes) + stackBytes,
				thread: this.#workers.length + index + 1,
			}),
		);
		if (missing > 0) {
			this.#workers.push(...(await startAll(starts, createWorker)));
		}
		this.threads = threads;
		this.#words[controlWord.threads] = threads;
	}

	run(kernel: string, args: readonly number[], parallel: boolean): void {
		const index = this.#index.get(kernel);
		if (index === undefined) throw new SimdError(`the WebAssembly module holds no kernel '${kernel}'`);
		const words = this.#words;
		words[controlBytes / 4] = 0;
		this.#arguments.set(args);
		const block = this.#control + controlBytes;
		if (!parallel || this.threads === 1) {
			this.#kernels[index]!(block, 0, this.threads);
			return;
		}
		words[controlWord.kernel] = index;
		Atomics.store(words, controlWord.gate, gateOpen);
		Atomics.add(words, controlWord.generation, 1);
		Atomics.notify(words, controlWord.generation);
		try {
			this.#kernels[index]!(block, 0, this.threads);
		} finally {
			this.#close();
		}
		if (Atomics.exchange(words, controlWord.failed, 0)) {
			throw new SimdError(`kernel '${kernel}' failed on a worker thread`);
		}
	}

	/** Closes the gate and waits for the workers inside. */
	#close(): void {
		const words = this.#words;
		let gate = Atomics.sub(words, controlWord.gate, gateOpen) - gateOpen;
		for (let spin = 0; gate !== 0; spin++) {
			if (spin > 20_000 && canBlock) {
				Atomics.wait(words as Int32Array<SharedArrayBuffer>, controlWord.gate, gate, 1);
			}
			gate = Atomics.load(words, controlWord.gate);
		}
	}

	dispose(): void {
		this.#words[controlWord.kernel] = stopKernel;
		for (const worker of this.#workers.splice(0)) worker.terminate();
		this.threads = 1;
	}
}

/** Starts workers; where one does not start, none of them stays. */
async function startAll(starts: readonly WorkerStart[], createWorker?: () => Worker): Promise<PoolWorker[]> {
	const tried = await Promise.allSettled(starts.map(async (start) => startWorker(start, createWorker)));
	const started = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
	const refused = tried.find((one) => one.status === 'rejected');
	if (!refused) return started;
	for (const worker of started) worker.terminate();
	throw refused.reason;
}

/** The main thread of a browser may not sleep on a word. */
const canBlock = typeof globalThis.document === 'undefined';
