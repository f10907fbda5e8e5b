import { type Attributes, axisSamples, resizeModes } from '@unetr/ops';
import type { Kernel } from '../backend/kernel.ts';
import { type AxisMap, mapAxes, transposeMap } from './axisMaps.ts';

/** From where each output voxel along the three axes takes its value. */
function resizeMaps(inSpace: readonly number[], attributes: Attributes): AxisMap[] {
	const { size, mode, alignCorners } = attributes as { size: number[]; mode: number; alignCorners: number };
	return size.map((to, axis) => {
		const samples = axisSamples(inSpace[axis]!, to, resizeModes[mode]!, alignCorners === 1);
		return samples.map(({ low, high, weight }) =>
			[
				{ source: low, weight: 1 - weight },
				{ source: high, weight },
			].filter((entry) => entry.weight !== 0),
		);
	});
}

export const resize3d: Kernel = (backend, { x }, attributes) => [
	mapAxes(backend, x!, resizeMaps(x!.shape.slice(1, 4), attributes)),
];

export const resize3dGrad: Kernel = (backend, { dy }, attributes) => {
	const inSpace = (attributes.inputShape as readonly number[]).slice(1, 4);
	const maps = resizeMaps(inSpace, attributes);
	return [
		mapAxes(
			backend,
			dy!,
			maps.map((map, axis) => transposeMap(map, inSpace[axis]!)),
		),
	];
};
