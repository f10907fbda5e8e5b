import { findRuns, type Point3, type VoxelArray } from '@unetr/volume';
import type { LabelGrid } from './labelGrid.ts';
import { MetricsError } from './metricsError.ts';

/** A structure to measure: one label, or several that overlap others as in BraTS (whole tumour = 1, 2 and 3). */
export interface Region {
	readonly name: string;
	/** Whole numbers other than 0. */
	readonly labels: readonly number[];
}

/** Both masks of a region, cut to the box around them: all voxels outside are 0 in both. */
export interface RegionMasks {
	/** 1 inside, the last axis fastest. */
	readonly prediction: Uint8Array<ArrayBuffer>;
	readonly reference: Uint8Array<ArrayBuffer>;
	/** Voxels of the box along the axes in the order of memory; 0 0 0 where both masks are empty. */
	readonly shape: Point3;
	/** Voxel size in mm along the same axes. */
	readonly spacingMm: Point3;
}

/** First and last voxel of a label along each axis, in the order of memory. */
export type Extent = [first: [number, number, number], last: [number, number, number]];

/** Where each label other than 0 lies in two label maps. */
export function labelExtents({ prediction, reference, shape }: LabelGrid): Map<number, Extent> {
	const extents = new Map<number, Extent>();
	for (const labels of [prediction, reference]) {
		const { count, starts, stops, labels: found } = findRuns(labels, shape[2]);
		for (let run = 0; run < count; run++) {
			const row = Math.floor(starts[run] / shape[2]);
			const [a, b, c] = [Math.floor(row / shape[1]), row % shape[1], starts[run] - row * shape[2]];
			widen(extents, found[run], [a, b, c], [a, b, c + stops[run] - starts[run] - 1]);
		}
	}
	return extents;
}

function widen(extents: Map<number, Extent>, label: number, first: Point3, last: Point3): void {
	const known = extents.get(label);
	if (known === undefined) {
		extents.set(label, [[...first], [...last]]);
		return;
	}
	for (const axis of [0, 1, 2] as const) {
		if (first[axis] < known[0][axis]) known[0][axis] = first[axis];
		if (last[axis] > known[1][axis]) known[1][axis] = last[axis];
	}
}

/**
 * Cuts the masks of a region out of both label maps.
 *
 * @param region left out: everything that is not 0
 * @param extents what `labelExtents` gave for the grid
 * @throws MetricsError where the region has no labels, or one that is not a whole number other than 0
 */
export function regionMasks(
	grid: LabelGrid,
	region: Pick<Region, 'labels'> | undefined,
	extents: Map<number, Extent> = labelExtents(grid),
): RegionMasks {
	if (
		region?.labels.length === 0 ||
		region?.labels.some((label) => !Number.isInteger(label) || label === 0)
	) {
		throw new MetricsError(
			`A region has the labels [${region.labels.join(', ')}]; give whole numbers other than 0.`,
		);
	}
	const labels = new Set(region?.labels ?? extents.keys());
	const { spacingMm } = grid;
	const boxes = [...labels].flatMap((label) => extents.get(label) ?? []);
	if (boxes.length === 0) {
		return { prediction: new Uint8Array(), reference: new Uint8Array(), shape: [0, 0, 0], spacingMm };
	}
	const bound = (pick: (...values: number[]) => number): [number, number, number] => [
		pick(...boxes.map((corner) => corner[0])),
		pick(...boxes.map((corner) => corner[1])),
		pick(...boxes.map((corner) => corner[2])),
	];
	const [first, last] = [bound(Math.min), bound(Math.max)];
	const shape: Point3 = [last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1];
	const cut = (from: VoxelArray): Uint8Array<ArrayBuffer> => cutMask(from, grid.shape, labels, first, shape);
	return { prediction: cut(grid.prediction), reference: cut(grid.reference), shape, spacingMm };
}

/** 1 where a label belongs to the set, inside a box. */
function cutMask(
	from: VoxelArray,
	[, n1, n2]: Point3,
	labels: ReadonlySet<number>,
	first: Point3,
	shape: Point3,
): Uint8Array<ArrayBuffer> {
	const mask = new Uint8Array(shape[0] * shape[1] * shape[2]);
	let target = 0;
	for (let a = 0; a < shape[0]; a++) {
		for (let b = 0; b < shape[1]; b++) {
			const row = ((first[0] + a) * n1 + first[1] + b) * n2 + first[2];
			let [label, inside] = [0, 0];
			for (let v = row; v < row + shape[2]; v++, target++) {
				if (from[v] !== label) {
					label = from[v];
					inside = labels.has(label) ? 1 : 0;
				}
				mask[target] = inside;
			}
		}
	}
	return mask;
}
