import * as tf from '@tensorflow/tfjs';
import { type Attributes, kernelName, type OpName, ops, registerBackendOptions } from '@unetr/ops';
import { SimdBackend, type TensorInfo } from './backend/simdBackend.ts';
import { SimdError } from './engine/simdError.ts';
import { checkOptions, optionNames, type SimdOptions } from './engine/simdOptions.ts';
import { startEngine } from './engine/startEngine.ts';
import { kernels } from './kernels.ts';
import { stockKernels } from './stock/stockKernels.ts';

const backendName = 'simd';
let options: SimdOptions = {};

type Inputs = Record<string, TensorInfo>;

const startBackend = async (): Promise<SimdBackend> => new SimdBackend(await startEngine(options));

/**
 * Registers `simd` with tfjs and its options with `useBackend`.
 *
 * Its priority is below that of every other backend: it starts asynchronously, so it is chosen by name only.
 */
export function registerSimd(): void {
	if (tf.findBackendFactory(backendName)) return;
	tf.registerBackend(backendName, startBackend, 0);
	tf.copyRegisteredKernels('cpu', backendName);
	registerOps();
	registerStockKernels();
	registerBackendOptions(backendName, configureSimd);
}

function registerOps(): void {
	for (const [op, kernel] of Object.entries(kernels)) {
		if (typeof kernel !== 'function') continue;
		tf.registerKernel({
			kernelName: kernelName(op),
			backendName,
			kernelFunc: ({ inputs, attrs, backend }) => {
				const simd = backend as SimdBackend;
				const attributes = attrs as unknown as Attributes;
				const run = simd.runKernel(() => kernel(simd, inputs as Inputs, attributes));
				return run ?? tf.tidy(() => ops[op as OpName].reference(inputs as tf.NamedTensorMap, attributes));
			},
		});
	}
}

/** Puts kernels of our own before the cpu's, which stay for what ours do not cover. */
function registerStockKernels(): void {
	for (const [name, kernel] of Object.entries(stockKernels)) {
		const cpu = tf.getKernel(name, backendName);
		if (!cpu) continue;
		tf.unregisterKernel(name, backendName);
		tf.registerKernel({
			...cpu,
			kernelFunc: (call) => {
				const simd = call.backend as SimdBackend;
				const attributes = (call.attrs ?? {}) as Record<string, unknown>;
				return simd.runKernel(() => kernel(simd, call.inputs as Inputs, attributes)) ?? cpu.kernelFunc(call);
			},
		});
	}
}

/**
 * Sets the options with which the backend starts; what is left out stays as it was. One that runs already takes
 * another number of threads; the promise resolves when they take part.
 *
 * @throws {SimdError} if an option is unknown, has no meaning, or comes too late, or a thread does not start.
 */
export async function configureSimd(next: SimdOptions): Promise<void> {
	checkOptions(next);
	const changed = optionNames.filter((name) => next[name] !== undefined && next[name] !== options[name]);
	const running = tf.engine().registry[backendName] as SimdBackend | undefined;
	const late = changed.find((name) => name !== 'threads');
	if (running && late)
		throw new SimdError(`the simd backend runs already: give '${late}' before its first use`);
	if (running && changed.length > 0) await running.engine.setThreads(next.threads, options.worker);
	options = { ...options, ...Object.fromEntries(changed.map((name) => [name, next[name]])) };
}
