import * as tf from '@tensorflow/tfjs';
import { type Attributes, kernelName } from './op.ts';
import { type OpName, ops } from './roster.ts';

/** An op that runs as its reference on the backend's other kernels, and why. */
export interface Fallback {
	readonly fallback: string;
}

/** Declares that a backend has no kernel for an op. */
export const fallback = (reason: string): Fallback => ({ fallback: reason });

type Inputs = Readonly<Record<string, tf.TensorInfo>>;

/** A call of the op or tfjs kernel `name`. */
interface Call<Given> {
	readonly name: string;
	readonly inputs: Inputs;
	readonly attributes: Given;
}

/** A call of a tfjs kernel, with tfjs' own to run on other inputs. */
interface StockCall extends Call<Readonly<Record<string, unknown>>> {
	readonly stock: (inputs: Inputs) => tf.TensorInfo;
}

/** Runs a kernel; gives nothing for a call that the kernel does not cover. */
type Run<Backend, Kernel, Given, Made> = (backend: Backend, kernel: Kernel, call: Given) => Made | undefined;

/** Registers a backend's kernels for ops; where one does not cover a call, the op's reference runs. */
export function registerOpKernels<
	Backend extends tf.KernelBackend,
	Kernel extends (...call: never[]) => unknown,
>(
	backendName: string,
	roster: Readonly<Record<OpName, Kernel | Fallback>>,
	run: Run<Backend, Kernel, Call<Attributes>, tf.TensorInfo[]>,
): void {
	for (const [name, kernel] of Object.entries(roster)) {
		if (typeof kernel !== 'function') continue;
		tf.registerKernel({
			kernelName: kernelName(name),
			backendName,
			kernelFunc: ({ inputs, attrs, backend }) => {
				const attributes = attrs as unknown as Attributes;
				const made = run(backend as Backend, kernel, { name, inputs: inputs as Inputs, attributes });
				return made ?? tf.tidy(() => ops[name as OpName].reference(inputs as tf.NamedTensorMap, attributes));
			},
		});
	}
}

/** Puts a backend's kernels before those that tfjs has there, which stay for what ours do not cover. */
export function replaceStockKernels<Backend extends tf.KernelBackend, Kernel>(
	backendName: string,
	kernels: Readonly<Record<string, Kernel>>,
	run: Run<Backend, Kernel, StockCall, tf.TensorInfo | tf.TensorInfo[]>,
): void {
	for (const [name, kernel] of Object.entries(kernels)) {
		const stock = tf.getKernel(name, backendName);
		if (!stock) continue;
		tf.unregisterKernel(name, backendName);
		tf.registerKernel({
			...stock,
			kernelFunc: (call) => {
				const given: StockCall = {
					...{ name, inputs: call.inputs as Inputs, attributes: call.attrs ?? {} },
					stock: (inputs) =>
						stock.kernelFunc({ ...call, inputs: inputs as typeof call.inputs }) as tf.TensorInfo,
				};
				return run(call.backend as Backend, kernel, given) ?? stock.kernelFunc(call);
			},
		});
	}
}
