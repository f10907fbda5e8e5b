import type { VoxelArray } from '@unetr/volume';
import { MetricsError } from './metricsError.ts';

/** Spatial shape in voxels along i, j, k. */
type Shape = readonly [number, number, number];

/**
 * A label map: integers in an array, alone or with its shape. A `Volume` (file order, `voxels`) and a `Grid`
 * (tensor order, `values`) both fit; prediction and reference must be of the same kind.
 */
export type LabelMap =
	| VoxelArray
	| { readonly values: VoxelArray; readonly shape: Shape }
	| { readonly voxels: VoxelArray; readonly shape: Shape };

/** The label arrays of both maps, once their shapes, sizes and orders agree. */
export function pairedLabels(prediction: LabelMap, reference: LabelMap): [VoxelArray, VoxelArray] {
	const [p, r] = [describe(prediction), describe(reference)];
	if (p.order !== r.order && p.order !== 'array' && r.order !== 'array') {
		throw new MetricsError(
			`Prediction is in ${p.order} order and reference in ${r.order} order; bring both to one order first.`,
		);
	}
	if (p.shape !== r.shape || p.labels.length !== r.labels.length) {
		throw new MetricsError(
			`Prediction is ${p.shape} and reference ${r.shape}; both must lie on the same grid.`,
		);
	}
	return [p.labels, r.labels];
}

function describe(map: LabelMap): { labels: VoxelArray; shape: string; order: 'array' | 'file' | 'tensor' } {
	if (ArrayBuffer.isView(map)) return { labels: map, shape: `${map.length} voxels`, order: 'array' };
	const labels = 'values' in map ? map.values : map.voxels;
	const shape = map.shape.join('×');
	const expected = map.shape[0] * map.shape[1] * map.shape[2];
	if (labels.length !== expected) {
		throw new MetricsError(
			`A label map of shape ${shape} needs ${expected} voxels and one channel, but holds ${labels.length}.`,
		);
	}
	return { labels, shape, order: 'values' in map ? 'tensor' : 'file' };
}
