import type { Attributes } from '@unetr/ops';
import { type Kernel, sizeOf } from '../backend/kernel.ts';
import { type AxisMap, mapAxes, transposeMap } from './axisMaps.ts';
import type { Triple } from './convForm.ts';

interface PoolAttributes {
	readonly kernel: Triple;
	readonly strides: Triple;
	/** Voxels on both sides of each axis. */
	readonly pads: Triple;
}

/** Windows along one axis. */
const windowCount = (extent: number, axis: number, { kernel, strides, pads }: PoolAttributes): number =>
	Math.floor((extent + 2 * pads[axis]! - kernel[axis]!) / strides[axis]!) + 1;

/** The voxels of each window, weighed by the count of all its places or of those inside the volume. */
function meanMaps(inSpace: readonly number[], given: Attributes): AxisMap[] {
	const attributes = given as unknown as PoolAttributes & { readonly countIncludePad: number };
	const { kernel, strides, pads, countIncludePad } = attributes;
	return inSpace.map((extent, axis) =>
		Array.from({ length: windowCount(extent, axis, attributes) }, (_, window) => {
			const start = window * strides[axis]! - pads[axis]!;
			const [first, end] = [Math.max(start, 0), Math.min(start + kernel[axis]!, extent)];
			const weight = 1 / (countIncludePad ? kernel[axis]! : end - first);
			return Array.from({ length: end - first }, (_, index) => ({ source: first + index, weight }));
		}),
	);
}

export const avgPool3d: Kernel = (backend, { x }, attributes) => [
	mapAxes(backend, x!, meanMaps(x!.shape.slice(1, 4), attributes)),
];

export const avgPool3dGrad: Kernel = (backend, { dy }, attributes) => {
	const inSpace = (attributes.inputShape as readonly number[]).slice(1, 4);
	const maps = meanMaps(inSpace, attributes);
	return [
		mapAxes(
			backend,
			dy!,
			maps.map((map, axis) => transposeMap(map, inSpace[axis]!)),
		),
	];
};

/** What kernels/maxPool.cpp reads of the three axes, then batch and channels. */
function poolArguments(inputShape: readonly number[], attributes: Attributes): number[] {
	const pool = attributes as unknown as PoolAttributes;
	const { kernel, strides, pads } = pool;
	const axes = inputShape.slice(1, 4).map((extent, axis) => {
		return [extent, windowCount(extent, axis, pool), kernel[axis]!, strides[axis]!, pads[axis]!];
	});
	return [...axes.flat(), inputShape[0]!, inputShape[4]!];
}

export const maxPool3d: Kernel = (backend, { x }, attributes) => {
	const [batch, ...rest] = x!.shape as [number, number, number, number, number];
	const space = rest.slice(0, 3).map((extent, axis) => windowCount(extent, axis, attributes as never));
	const y = backend.output([batch, ...space, rest[3]!]);
	const args = [backend.pointer(x!), backend.pointer(y), ...poolArguments(x!.shape, attributes)];
	backend.engine.run('maxPool', args);
	return [y];
};

export const maxPool3dGrad: Kernel = (backend, { dy, x, y }, attributes) => {
	const dx = backend.output(x!.shape);
	const pool = poolArguments(x!.shape, attributes);
	backend.withScratch(sizeOf(y!.shape), (taps) => {
		backend.engine.run('maxPoolTaps', [backend.pointer(x!), backend.pointer(y!), taps, ...pool]);
		backend.engine.run('maxPoolGrad', [backend.pointer(dy!), taps, backend.pointer(dx), ...pool]);
	});
	return [dx];
};
