import { distanceTransform, type Point3 } from '@unetr/volume';
import { type GridOptions, labelGrid } from '../labelGrid.ts';
import type { LabelMap } from '../labelMap.ts';
import { MetricsError } from '../metricsError.ts';
import { type Region, type RegionMasks, regionMasks } from '../region.ts';
import { surfaceElementAreas } from './surfaceElementAreas.ts';
import { surfaceElements } from './surfaceElements.ts';
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
	/** What a surface is made of; default `voxels`. */
	readonly surface?: SurfaceConvention;
}

/**
 * What a surface is made of. `voxels`: the centres of the mask's voxels with a face neighbour outside, all counting the
 * same (scipy's erosion, MONAI's default). `subvoxel`: the cells between voxel centres that a marching-cubes surface
 * passes, each counting by its area (DeepMind's `surface-distance`, MONAI's `use_subvoxels`).
 */
export type SurfaceConvention = 'voxels' | 'subvoxel';

/**
 * Distances between the surfaces of two masks: from each element of one to the nearest of the other, between centres.
 * What lies beyond the grid is outside.
 *
 * @throws MetricsError where the maps do not lie on one grid of known shape
 */
export function surfaceDistances(
	prediction: LabelMap,
	reference: LabelMap,
	options: SurfaceOptions = {},
): SurfaceDistances {
	const masks = regionMasks(labelGrid(prediction, reference, options), options.region);
	return maskSurfaceDistances(masks, options.surface);
}

/** The same for masks that are cut out already. Distances are exact: both surfaces lie within the box. */
export function maskSurfaceDistances(
	masks: RegionMasks,
	convention: SurfaceConvention = 'voxels',
): SurfaceDistances {
	const { prediction, reference, shape, spacingMm } = masks;
	if (prediction.length === 0) return { toReference: new Float64Array(), toPrediction: new Float64Array() };
	if (convention === 'voxels') {
		return distancesBetween(
			surfaceVoxels(prediction, shape),
			surfaceVoxels(reference, shape),
			shape,
			spacingMm,
		);
	}
	if (convention !== 'subvoxel') {
		throw new MetricsError(`surface is "${convention}"; it must be voxels or subvoxel.`);
	}
	const [p, r] = [surfaceElements(prediction, shape), surfaceElements(reference, shape)];
	const areaOf = surfaceElementAreas(spacingMm);
	const areas = (codes: Uint8Array): Float64Array =>
		Float64Array.from(
			codes.filter((code) => code !== 0),
			(code) => areaOf[code],
		);
	return {
		...distancesBetween(p.codes, r.codes, p.shape, spacingMm),
		areas: { prediction: areas(p.codes), reference: areas(r.codes) },
	};
}

function distancesBetween(
	prediction: Uint8Array,
	reference: Uint8Array,
	shape: Point3,
	spacing: Point3,
): SurfaceDistances {
	const into = new Float64Array(prediction.length); // for both directions
	const from = (surface: Uint8Array, other: Uint8Array): Float64Array =>
		valuesWhere(surface, distanceTransform(other, shape, { spacing, to: 'nonzero', into }));
	return { toReference: from(prediction, reference), toPrediction: from(reference, prediction) };
}

/** The values where a mask is not 0, in the order of memory. */
function valuesWhere(mask: Uint8Array, values: Float64Array): Float64Array {
	let count = 0;
	for (let v = 0; v < mask.length; v++) if (mask[v] !== 0) count++;
	const picked = new Float64Array(count);
	for (let v = 0, n = 0; n < count; v++) if (mask[v] !== 0) picked[n++] = values[v];
	return picked;
}
