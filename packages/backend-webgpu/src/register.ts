import * as tf from '@tensorflow/tfjs';
import { registerBackendOptions, registerOpKernels, replaceStockKernels } from '@unetr/ops';
import type { Kernel } from './backend/kernel.ts';
import { WebGpuBackend } from './backend/webGpuBackend.ts';
import { describeAdapter, isSoftware, requestDevice } from './device/requestDevice.ts';
import { checkOptions, type WebGpuOptions } from './device/webGpuOptions.ts';
import { kernels } from './kernels.ts';
import type { StockKernel } from './stock/stockKernel.ts';
import { stockKernels } from './stock/stockKernels.ts';
import { Tuner } from './tuning/tuner.ts';

const backendName = 'webgpu';
let options: WebGpuOptions = {};

/** Higher than tfjs' other backends, as tfjs' own webgpu backend has. */
const priority = 3;

async function startBackend(): Promise<WebGpuBackend> {
	const opened = await requestDevice(options);
	const tunes = options.tuning ?? !isSoftware(opened.adapterInfo);
	const tuner = tunes ? await Tuner.forAdapter(describeAdapter(opened.adapterInfo)) : undefined;
	return new WebGpuBackend(opened, { tuner, halves: options.precision === 'f16' });
}

/** Puts this backend in the place of tfjs' own of the same name, whose kernels stay, and adds those of our ops. */
export function registerWebGpu(): void {
	if (tf.findBackendFactory(backendName)) tf.removeBackend(backendName);
	tf.registerBackend(backendName, startBackend, priority);
	registerOpKernels<WebGpuBackend, Kernel>(
		backendName,
		kernels,
		(webGpu, kernel, { name, inputs, attributes }) =>
			webGpu.runKernel(name, () => kernel(webGpu, inputs, attributes)),
	);
	replaceStockKernels<WebGpuBackend, StockKernel>(
		backendName,
		stockKernels,
		(webGpu, kernel, { name, inputs, attributes, stock }) =>
			webGpu.runKernel(name, () => {
				const y = kernel(webGpu, inputs, attributes, stock);
				return y && [y];
			})?.[0],
	);
	registerBackendOptions(backendName, configureWebGpu);
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
