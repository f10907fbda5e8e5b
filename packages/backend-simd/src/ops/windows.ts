import { type Kernel, parallelFrom, sizeOf } from '../backend/kernel.ts';

interface WindowAttributes {
	readonly window: readonly number[];
	readonly shift: readonly number[];
	readonly size: readonly number[];
}

export const windowPartition3d: Kernel = (backend, { x }, attributes) => {
	const { window, shift } = attributes as unknown as WindowAttributes;
	const [batch, D, H, W, channels] = x!.shape as [number, number, number, number, number];
	const counts = [D, H, W].map((extent, axis) => Math.ceil(extent / window[axis]!));
	const windows = backend.output([batch * sizeOf(counts), sizeOf(window), channels]);
	const args = [backend.pointer(x!), backend.pointer(windows), batch, D, H, W, ...window, ...shift, channels];
	backend.engine.run('windowPartition', args, sizeOf(windows.shape) > parallelFrom);
	return [windows];
};

export const windowReverse3d: Kernel = (backend, { windows }, attributes) => {
	const { window, shift, size } = attributes as unknown as WindowAttributes;
	const [count, , channels] = windows!.shape as [number, number, number];
	const batch = count / sizeOf(size.map((extent, axis) => Math.ceil(extent / window[axis]!)));
	const x = backend.output([batch, ...size, channels]);
	const args = [backend.pointer(windows!), backend.pointer(x), batch, ...size, ...window, ...shift, channels];
	backend.engine.run('windowReverse', args, sizeOf(windows!.shape) > parallelFrom);
	return [x];
};
