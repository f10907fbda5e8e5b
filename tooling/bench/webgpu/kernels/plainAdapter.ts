/** An adapter without features that GPUs differ in, so that the same kernels run everywhere; with its most storage buffers. */
export function plainAdapter(adapter: GPUAdapter): GPUAdapter {
	const hidden = new Set(['subgroups', 'shader-f16']);
	return {
		features: new Set([...adapter.features].filter((feature) => !hidden.has(feature))),
		limits: adapter.limits,
		info: adapter.info,
		requestDevice: (descriptor: GPUDeviceDescriptor) => adapter.requestDevice(descriptor),
	} as unknown as GPUAdapter;
}
