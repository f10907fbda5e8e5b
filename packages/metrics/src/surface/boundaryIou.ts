import { distanceTransform, type Point3 } from '@unetr/volume';
import { type GridOptions, labelGrid } from '../labelGrid.ts';
import type { LabelMap } from '../labelMap.ts';
import { MetricsError } from '../metricsError.ts';
import { type Region, type RegionMasks, regionMasks } from '../region.ts';

/** Options of `boundaryIou`. */
export interface BoundaryOptions extends GridOptions {
	/** Depth of the boundary in mm, from a voxel's centre to the nearest centre outside its mask. */
	readonly depthMm: number;
	/** What is measured; default everything that is not 0. */
	readonly region?: Pick<Region, 'labels'>;
}

/**
 * IoU of the inner boundaries of two masks, `|P_d ∩ R_d| / |P_d ∪ R_d|` with `M_d = {v ∈ M: d(v, outside) ≤ depth}`
 * (Cheng et al. 2021, arXiv:2103.16562; in mm by the exact distance transform instead of pixels by erosions).
 *
 * What lies beyond the grid is outside. With a depth that no voxel exceeds it is the IoU.
 *
 * @returns 0 … 1; null where both masks are empty
 * @throws MetricsError where the depth is less than a voxel's shortest side or the maps do not lie on one grid of known shape
 */
export function boundaryIou(
	prediction: LabelMap,
	reference: LabelMap,
	options: BoundaryOptions,
): number | null {
	return maskBoundaryIou(
		regionMasks(labelGrid(prediction, reference, options), options.region),
		options.depthMm,
	);
}

/** The same for masks that are cut out already. */
export function maskBoundaryIou(masks: RegionMasks, depthMm: number): number | null {
	const least = Math.min(...masks.spacingMm);
	if (!(depthMm >= least)) {
		throw new MetricsError(
			`depthMm (or boundaryMm) is ${depthMm}; give ${least} mm at least, the shortest side of a voxel.`,
		);
	}
	const [p, r] = [boundary(masks.prediction, masks, depthMm), boundary(masks.reference, masks, depthMm)];
	let [both, either] = [0, 0];
	for (let v = 0; v < p.length; v++) {
		both += p[v] & r[v];
		either += p[v] | r[v];
	}
	return either === 0 ? null : both / either;
}

/** Voxels of a mask no deeper than asked, in the mask's box widened by a voxel of outside. */
function boundary(mask: Uint8Array, { shape, spacingMm }: RegionMasks, depthMm: number): Uint8Array {
	if (mask.length === 0) return mask;
	const [padded, wide] = withMargin(mask, shape);
	const depths = distanceTransform(padded, wide, { spacing: spacingMm });
	return padded.map((inside, v) => (inside === 1 && depths[v] <= depthMm ? 1 : 0));
}

/** A mask with a voxel of 0 on every side. */
function withMargin(mask: Uint8Array, [n0, n1, n2]: Point3): [mask: Uint8Array<ArrayBuffer>, shape: Point3] {
	const wide: Point3 = [n0 + 2, n1 + 2, n2 + 2];
	const padded = new Uint8Array(wide[0] * wide[1] * wide[2]);
	for (let a = 0; a < n0; a++) {
		for (let b = 0; b < n1; b++) {
			const row = (a * n1 + b) * n2;
			padded.set(mask.subarray(row, row + n2), ((a + 1) * wide[1] + b + 1) * wide[2] + 1);
		}
	}
	return [padded, wide];
}
