import * as tf from '@tensorflow/tfjs';
import { type Attributes, kernelName, type OpName, ops, registerBackendOptions } from '@unetr/ops';
import type { TensorInfo } from './backend/kernel.ts';
import { WebGpuBackend } from './backend/webGpuBackend.ts';
import { requestDevice } from './device/requestDevice.ts';
import { checkOptions, type WebGpuOptions } from './device/webGpuOptions.ts';
import { kernels } from './kernels.ts';
import { stockKernels } from './stock/stockKernels.ts';

const backendName = 'webgpu';
let options: WebGpuOptions = {};

/** Higher than tfjs' other backends, as tfjs' own webgpu backend has. */
const priority = 3;

const startBackend = async (): Promise<WebGpuBackend> => new WebGpuBackend(await requestDevice(options));

/** Puts this backend in the place of tfjs' own of the same name, whose kernels stay, and adds those of our ops. */
export function registerWebGpu(): void {
	if (tf.findBackendFactory(backendName)) tf.removeBackend(backendName);
	tf.registerBackend(backendName, startBackend, priority);
	registerOps();
	registerStockKernels();
	registerBackendOptions(backendName, configureWebGpu);
}

function registerOps(): void {
	for (const [op, kernel] of Object.entries(kernels)) {
		if (typeof kernel !== 'function') continue;
		tf.registerKernel({
			kernelName: kernelName(op),
			backendName,
			kernelFunc: ({ inputs, attrs, backend }) => {
				const webGpu = backend as WebGpuBackend;
				const attributes = attrs as unknown as Attributes;
				const run = webGpu.runKernel(op, () =>
					kernel(webGpu, inputs as Record<string, TensorInfo>, attributes),
				);
				return run ?? tf.tidy(() => ops[op as OpName].reference(inputs as tf.NamedTensorMap, attributes));
			},
		});
	}
}

/** Puts kernels of our own before tfjs', which stay for what ours do not cover. */
function registerStockKernels(): void {
	for (const [name, kernel] of Object.entries(stockKernels)) {
		const stock = tf.getKernel(name, backendName);
		if (!stock) continue;
		tf.unregisterKernel(name, backendName);
		tf.registerKernel({
			...stock,
			kernelFunc: (call) => {
				const webGpu = call.backend as WebGpuBackend;
				const attributes = (call.attrs ?? {}) as Record<string, unknown>;
				const inputs = call.inputs as Record<string, TensorInfo>;
				const own = (others: Readonly<Record<string, TensorInfo>>) =>
					stock.kernelFunc({ ...call, inputs: others }) as TensorInfo;
				const run = webGpu.runKernel(name, () => {
					const y = kernel(webGpu, inputs, attributes, own);
					return y && [y];
				});
				return run?.[0] ?? stock.kernelFunc(call);
			},
		});
	}
}

/**
 * Sets the options with which the backend starts, and starts it with them: one that runs with others, or whose device
 * is lost, is made again, and its tensors are gone.
 *
 * @throws {WebGpuError} if an option is unknown or has no meaning, or no adapter is found.
 */
export async function configureWebGpu(next: WebGpuOptions): Promise<void> {
	checkOptions(next);
	const same = Object.entries(next).every(([name, value]) => options[name as keyof WebGpuOptions] === value);
	const running = tf.engine().registry[backendName] as WebGpuBackend | undefined;
	if (running && same && !running.isLost) return;
	options = { ...options, ...next };
	const backend = await startBackend();
	if (tf.findBackendFactory(backendName)) tf.removeBackend(backendName);
	tf.registerBackend(backendName, () => backend, priority);
}
