/**
 * The control words that main thread and workers share, and the protocol over them.
 *
 * The main thread opens the gate for one kernel at a time; a worker that finds it open steps in, takes tasks
 * until none is left and steps out; the main thread closes the gate when it runs out of tasks and waits for
 * those inside. A worker that wakes late finds the gate closed and nobody waited for it.
 */
export const controlWord = {
	generation: 0,
	gate: 1,
	kernel: 2,
	failed: 3,
	threads: 4,
} as const;

/** Added to the gate while it is open; the rest of the word counts the workers inside. */
export const gateOpen: number = 1 << 16;

/** Kernel index that ends a worker. */
export const stopKernel = -1;

/** Bytes of the control words, and of the argument block that follows them (see kernels/kernel.h). */
export const controlBytes = 64;
export const argumentBytes = 512;

/** What a worker needs to take part. */
export interface WorkerStart {
	readonly module: WebAssembly.Module;
	readonly memory: WebAssembly.Memory;
	readonly control: number;
	readonly stackPointer: number;
	readonly thread: number;
}

/** Kernels of a module in an order that every thread agrees on. */
export function kernelNames(module: WebAssembly.Module): string[] {
	return WebAssembly.Module.exports(module)
		.filter(({ kind }) => kind === 'function')
		.map(({ name }) => name)
		.sort();
}

export type KernelFunction = (args: number, thread: number, threads: number) => void;

/** An instance of the kernels for one thread, with a stack of its own. */
export function instantiateKernels(
	module: WebAssembly.Module,
	memory: WebAssembly.Memory,
	stackPointer?: number,
): WebAssembly.Exports {
	const { exports } = new WebAssembly.Instance(module, { env: { memory } });
	if (stackPointer !== undefined) (exports.__stack_pointer as WebAssembly.Global).value = stackPointer | 0;
	return exports;
}
