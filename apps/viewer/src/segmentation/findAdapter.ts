/** A graphics card for WebGPU, or half a sentence that says why there is none. */
export interface FoundAdapter {
	/** Name of the card. */
	readonly adapter?: string;
	readonly refusal?: string;
}

/**
 * Looks for a graphics card.
 *
 * @param emulated whether one that is emulated on the processor will do; WebAssembly is faster than that
 */
export async function findAdapter(emulated: boolean): Promise<FoundAdapter> {
	const gpu = (globalThis.navigator as Partial<Navigator>).gpu;
	if (!gpu) return { refusal: 'this browser does not offer it here' };
	const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' }).catch(() => null);
	if (!adapter) return { refusal: 'this browser found no graphics card for it' };
	const { info } = adapter;
	if (info.isFallbackAdapter && !emulated) {
		return { refusal: 'this browser only emulates it on the processor' };
	}
	return { adapter: info.description || [info.vendor, info.architecture].filter(Boolean).join(' ') };
}
