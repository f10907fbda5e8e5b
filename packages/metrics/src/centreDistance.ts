import type { Point3 } from '@unetr/volume';
import { type GridOptions, labelGrid } from './labelGrid.ts';
import type { LabelMap } from './labelMap.ts';
import { type Region, type RegionMasks, regionMasks } from './region.ts';

/**
 * Distance between the centres of mass of two masks, `‖c(P) − c(R)‖`.
 *
 * @param options region (default everything that is not 0), voxel size, label to ignore
 * @returns in mm; Infinity where one mask is empty, null where both are
 * @throws MetricsError where the maps do not lie on one grid of known shape
 */
export function centreDistance(
	prediction: LabelMap,
	reference: LabelMap,
	options: GridOptions & { readonly region?: Pick<Region, 'labels'> } = {},
): number | null {
	return maskCentreDistance(regionMasks(labelGrid(prediction, reference, options), options.region));
}

/** The same for masks that are cut out already. */
export function maskCentreDistance({ prediction, reference, shape, spacingMm }: RegionMasks): number | null {
	const [p, r] = [centreOf(prediction, shape), centreOf(reference, shape)];
	if (p === undefined || r === undefined) return p === r ? null : Number.POSITIVE_INFINITY;
	return Math.hypot(...spacingMm.map((mm, axis) => mm * (p[axis] - r[axis])));
}

/** Mean index of the voxels of a mask along each axis, undefined where there are none. */
function centreOf(mask: Uint8Array, [n0, n1, n2]: Point3): Point3 | undefined {
	let [sum0, sum1, sum2, count] = [0, 0, 0, 0];
	for (let a = 0, v = 0; a < n0; a++) {
		for (let b = 0; b < n1; b++) {
			for (let c = 0; c < n2; c++, v++) {
				if (mask[v] === 0) continue;
				sum0 += a;
				sum1 += b;
				sum2 += c;
				count++;
			}
		}
	}
	return count === 0 ? undefined : [sum0 / count, sum1 / count, sum2 / count];
}
