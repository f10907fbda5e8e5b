import type { Kernel } from '../backend/kernel.ts';
import { spread } from '../backend/workgroups.ts';
import { defineShader, type Shader } from '../shader/shader.ts';
import averageSource from './avgPool3d.wgsl';
import averageGradSource from './avgPool3dGrad.wgsl';
import { groupThreads, laneRows } from './lanes.ts';
import largestSource from './maxPool3d.wgsl';
import largestGradSource from './maxPool3dGrad.wgsl';
import windowsSource from './poolWindows.wgsl';
import placeSource from './volumePlace.wgsl';

const parts = [
	{ file: 'volumePlace.wgsl', source: placeSource },
	{ file: 'poolWindows.wgsl', source: windowsSource },
];

const largest = defineShader('maxPool3d.wgsl', largestSource, parts);
const largestGrad = defineShader('maxPool3dGrad.wgsl', largestGradSource, parts);
const average = defineShader('avgPool3d.wgsl', averageSource, parts);
const averageGrad = defineShader('avgPool3dGrad.wgsl', averageGradSource, parts);

type Attributes = Parameters<Kernel>[2];

/** Extents of the windows over a volume, [B, D, H, W, C], as the op's shape rule has them. */
function pooledExtent(extent: readonly number[], attributes: Attributes): number[] {
	const { kernel, strides, pads } = attributes as Readonly<Record<string, readonly number[]>>;
	return extent.map((voxels, axis) =>
		Math.floor((voxels + 2 * pads![axis]! - kernel![axis]!) / strides![axis]! + 1),
	);
}

/**
 * A kernel over the windows of a volume.
 *
 * @param pools whether it goes from the volume to the windows, or back
 * @param output name of the output's buffer
 */
const pool =
	(shader: Shader, output: string, pools: boolean): Kernel =>
	(backend, inputs, attributes) => {
		const shape = (attributes.inputShape as readonly number[] | undefined) ?? inputs.x!.shape;
		const extent = shape.slice(1, 4);
		const pooled = pooledExtent(extent, attributes);
		const result = backend.output(pools ? [shape[0]!, ...pooled, shape[4]!] : shape);
		const { lane, lanes, columns } = laneRows(result);
		const { kernel, strides, pads, countIncludePad } = attributes;
		backend.run(shader, {
			constants: {
				Lane: lane,
				...(countIncludePad !== undefined && { countPads: countIncludePad !== 0 }),
			},
			params: { lanes, columns, extent, pooled, kernel: kernel!, strides: strides!, pads: pads! },
			tensors: { ...inputs, [output]: result },
			workgroups: spread(lanes, groupThreads),
		});
		return [result];
	};

export const maxPool3d: Kernel = pool(largest, 'y', true);

export const maxPool3dGrad: Kernel = pool(largestGrad, 'dx', false);

export const avgPool3d: Kernel = pool(average, 'y', true);

export const avgPool3dGrad: Kernel = pool(averageGrad, 'dx', false);
