import * as tf from '@tensorflow/tfjs';
import { registerBackendOptions, registerOpKernels, replaceStockKernels } from '@unetr/ops';
import type { Kernel } from './backend/kernel.ts';
import { SimdBackend } from './backend/simdBackend.ts';
import { SimdError } from './engine/simdError.ts';
import { checkOptions, optionNames, type SimdOptions } from './engine/simdOptions.ts';
import { startEngine } from './engine/startEngine.ts';
import { kernels } from './kernels.ts';
import type { StockKernel } from './stock/stockKernel.ts';
import { stockKernels } from './stock/stockKernels.ts';

const backendName = 'simd';
let options: SimdOptions = {};

/** Started by `configureSimd`, since an error there reaches the caller: tfjs only prints one of a factory. */
let started: SimdBackend | undefined;

async function startBackend(): Promise<SimdBackend> {
	const backend = started ?? new SimdBackend(await startEngine(options));
	started = undefined;
	return backend;
}

/**
 * Registers `simd` with tfjs and its options with `useBackend`.
 *
 * Its priority is below that of every other backend: it starts asynchronously, so it is chosen by name only.
 */
export function registerSimd(): void {
	if (tf.findBackendFactory(backendName)) return;
	tf.registerBackend(backendName, startBackend, 0);
	tf.copyRegisteredKernels('cpu', backendName);
	registerOpKernels<SimdBackend, Kernel>(backendName, kernels, (simd, kernel, { inputs, attributes }) =>
		simd.runKernel(() => kernel(simd, inputs, attributes)),
	);
	replaceStockKernels<SimdBackend, StockKernel>(
		backendName,
		stockKernels,
		(simd, kernel, { inputs, attributes }) => simd.runKernel(() => kernel(simd, inputs, attributes)),
	);
	registerBackendOptions(backendName, configureSimd);
}

/**
 * Starts the backend with these options; what is left out stays as it was. One that runs already takes another number
 * of threads; the promise resolves when they take part.
 *
 * @throws {SimdError} if an option is unknown, has no meaning, or comes too late, or the engine or a thread does not
 * start; what ran before runs on.
 */
export async function configureSimd(next: SimdOptions): Promise<void> {
	checkOptions(next);
	const changed = optionNames.filter((name) => next[name] !== undefined && next[name] !== options[name]);
	const running = tf.engine().registry[backendName] as SimdBackend | undefined;
	const late = changed.find((name) => name !== 'threads');
	if (running && late)
		throw new SimdError(`the simd backend runs already: give '${late}' before its first use`);
	const wanted = { ...options, ...Object.fromEntries(changed.map((name) => [name, next[name]])) };
	if (!running && tf.findBackendFactory(backendName) === startBackend) {
		started?.dispose();
		started = undefined;
		started = new SimdBackend(await startEngine(wanted));
	}
	if (running && changed.length > 0) await running.engine.setThreads(next.threads, options.worker);
	options = wanted;
}
