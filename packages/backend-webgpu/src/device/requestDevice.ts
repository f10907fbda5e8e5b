import { WebGpuError } from './webGpuError.ts';
import type { WebGpuOptions } from './webGpuOptions.ts';

/** Limits that kernels can use more of than what every device grants. */
const usedLimits = [
	'maxBufferSize',
	'maxStorageBufferBindingSize',
	'maxStorageBuffersPerShaderStage',
	'maxComputeWorkgroupStorageSize',
	'maxComputeInvocationsPerWorkgroup',
	'maxComputeWorkgroupSizeX',
	'maxComputeWorkgroupSizeY',
	'maxComputeWorkgroupsPerDimension',
] as const;

/** Features that kernels use where the adapter has them. */
const usedFeatures = ['timestamp-query', 'subgroups', 'shader-f16'] as const;

/** A device and what it came from. */
export interface OpenedDevice {
	readonly device: GPUDevice;
	readonly adapterInfo: GPUAdapterInfo;
}

/**
 * Opens a device with all that the adapter offers of what kernels use.
 *
 * @throws {WebGpuError} ('unavailable') which says what was looked for, where there is no adapter or it gives no device.
 */
export async function requestDevice(options: WebGpuOptions): Promise<OpenedDevice> {
	const adapter = options.adapter ?? (await requestAdapter(options));
	const granted = (name: (typeof usedLimits)[number]) => options.limits?.[name] ?? adapter.limits[name];
	try {
		const device = await adapter.requestDevice({
			label: 'unetr',
			requiredFeatures: usedFeatures.filter((name) => adapter.features.has(name)),
			requiredLimits: Object.fromEntries(usedLimits.map((name) => [name, granted(name)])),
		});
		return { device, adapterInfo: adapter.info };
	} catch (cause) {
		const text = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
		throw new WebGpuError(
			'unavailable',
			`the adapter ${describeAdapter(adapter.info)} gave no device: ${text}`,
		);
	}
}

async function requestAdapter({ powerPreference }: WebGpuOptions): Promise<GPUAdapter> {
	const gpu = (globalThis.navigator as Partial<Navigator> | undefined)?.gpu;
	if (!gpu) {
		throw new WebGpuError(
			'unavailable',
			'there is no WebGPU here (navigator.gpu is missing): use a browser that has it, on a page served by https or ' +
				"from localhost, or in Node call startNodeGpu() of '@unetr/backend-webgpu/node' first",
		);
	}
	const adapter = await gpu.requestAdapter({ powerPreference: powerPreference ?? 'high-performance' });
	if (adapter) return adapter;
	throw new WebGpuError(
		'unavailable',
		'navigator.gpu found no adapter: neither a GPU with a driver for Vulkan, Metal or Direct3D 12 nor a software one ' +
			'that it may use',
	);
}

/** An adapter by vendor, architecture and device, as far as it names them. */
export function describeAdapter({ vendor, architecture, device, description }: GPUAdapterInfo): string {
	return [vendor, architecture, description || device].filter((word) => word).join(' ') || 'without a name';
}

/** Whether an adapter is a program on the processor. */
export const isSoftware = (info: GPUAdapterInfo): boolean =>
	info.isFallbackAdapter || /swiftshader|llvmpipe|lavapipe|basic render/i.test(describeAdapter(info));
