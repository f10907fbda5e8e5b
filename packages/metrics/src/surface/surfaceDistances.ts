import { distanceTransform } from '@unetr/volume';
import { type GridOptions, labelGrid } from '../labelGrid.ts';
import type { LabelMap } from '../labelMap.ts';
import { type Region, type RegionMasks, regionMasks } from '../region.ts';
import { surfaceVoxels } from './surfaceVoxels.ts';

/** Distances between two surfaces in both directions. */
export interface SurfaceDistances {
	/** From each surface element of the prediction to the nearest of the reference, in mm; Infinity where there is none. */
	readonly toReference: Float64Array;
	/** From each surface element of the reference to the nearest of the prediction, in mm; Infinity where there is none. */
	readonly toPrediction: Float64Array;
	/** Area in mm² that each element stands for; left out where all elements count the same. */
	readonly areas?: { readonly prediction: Float64Array; readonly reference: Float64Array };
}

/** Options of `surfaceDistances`. */
export interface SurfaceOptions extends GridOptions {
	/** What is measured; default everything that is not 0. */
	readonly region?: Pick<Region, 'labels'>;
}

/**
 * Distances between the surface voxels of two masks, each to the nearest of the other, between voxel centres.
 *
 * A surface voxel belongs to the mask and has a face neighbour that does not; the border of the grid is outside.
 *
 * @throws MetricsError where the maps do not lie on one grid of known shape
 */
export function surfaceDistances(
	prediction: LabelMap,
	reference: LabelMap,
	options: SurfaceOptions = {},
): SurfaceDistances {
	return maskSurfaceDistances(regionMasks(labelGrid(prediction, reference, options), options.region));
}

/** The same for masks that are cut out already. Distances are exact: both surfaces lie within the box. */
export function maskSurfaceDistances({
	prediction,
	reference,
	shape,
	spacingMm,
}: RegionMasks): SurfaceDistances {
	if (prediction.length === 0) return { toReference: new Float64Array(), toPrediction: new Float64Array() };
	const surfaces = [surfaceVoxels(prediction, shape), surfaceVoxels(reference, shape)] as const;
	const from = (surface: Uint8Array, other: Uint8Array): Float64Array =>
		valuesWhere(surface, distanceTransform(other, shape, { spacing: spacingMm, to: 'nonzero' }));
	return { toReference: from(...surfaces), toPrediction: from(surfaces[1], surfaces[0]) };
}

/** The values at the voxels of a mask, in the order of memory. */
export function valuesWhere(mask: Uint8Array, values: Float64Array): Float64Array {
	let count = 0;
	for (let v = 0; v < mask.length; v++) count += mask[v];
	const picked = new Float64Array(count);
	for (let v = 0, n = 0; n < count; v++) if (mask[v] === 1) picked[n++] = values[v];
	return picked;
}
