import type { Point3 } from '../affine.ts';
import { VolumeError } from '../volumeError.ts';
import type { VoxelArray } from '../voxelArray.ts';
import { checkFilled } from './checkFilled.ts';
import { findRuns, type Runs } from './runs.ts';

/** Neighbours that belong together: 6 share a face, 18 also an edge, 26 also a corner. */
export type Connectivity = 6 | 18 | 26;

/** The connected components of a label map. */
export interface Components {
	/** Component of each voxel: 1 … count, in the order of their first voxels; 0 where the label is 0. */
	readonly ids: Int32Array;
	readonly count: number;
	/** Voxels of each component by its id; entry 0 counts the voxels of label 0. */
	readonly sizes: Uint32Array;
	/** Label of each component by its id; entry 0 is 0. */
	readonly labels: Float64Array;
}

/**
 * Connected components of equal labels above or below 0, in near-linear time over runs of equal voxels.
 *
 * Touching voxels of different labels are never joined; to join all that is not 0, give a mask. On a mask this is
 * scipy's `ndimage.label`.
 *
 * @param labels label map or mask, any voxel type
 * @param shape voxels along each axis, the last one fastest in memory; reversed for the file order of a `Volume`
 * @param connectivity default 26
 * @param into where the ids go, one a voxel; default a new array
 * @throws VolumeError where labels and shape do not fit, or the connectivity is not 6, 18 or 26
 */
export function connectedComponents(
	labels: VoxelArray,
	shape: Point3,
	connectivity: Connectivity = 26,
	into?: Int32Array,
): Components {
	checkFilled(labels, shape);
	if (into !== undefined && into.length !== labels.length) {
		throw new VolumeError(`into holds ${into.length} ids for ${labels.length} voxels`);
	}
	if (![6, 18, 26].includes(connectivity)) {
		throw new VolumeError(`connectivity is ${connectivity}; it must be 6, 18 or 26`);
	}
	const runs = findRuns(labels, shape[2]);
	const parents = new Int32Array(runs.count);
	for (let run = 0; run < runs.count; run++) parents[run] = run;
	const [faceReach, edgeReach] = [connectivity === 6 ? 0 : 1, connectivity === 26 ? 1 : 0];
	for (let a = 0, row = 0; a < shape[0]; a++) {
		for (let b = 0; b < shape[1]; b++, row++) {
			if (runs.rows[row] === runs.rows[row + 1]) continue;
			if (b > 0) joinRows(runs, parents, row, row - 1, faceReach);
			if (a === 0) continue;
			const above = row - shape[1];
			joinRows(runs, parents, row, above, faceReach);
			if (connectivity === 6) continue;
			if (b > 0) joinRows(runs, parents, row, above - 1, edgeReach);
			if (b + 1 < shape[1]) joinRows(runs, parents, row, above + 1, edgeReach);
		}
	}
	return numberComponents(into?.fill(0) ?? new Int32Array(labels.length), runs, parents);
}

/** Joins the runs of one row with those of an earlier one that overlap when one is widened by `reach`. */
function joinRows(runs: Runs, parents: Int32Array, row: number, other: number, reach: number): void {
	const { rows, rowLength, starts, stops, labels } = runs;
	const shift = (row - other) * rowLength;
	const [aEnd, bEnd] = [rows[row + 1], rows[other + 1]];
	let [a, b] = [rows[row], rows[other]];
	while (a < aEnd && b < bEnd) {
		const [bStart, bStop] = [starts[b] + shift, stops[b] + shift];
		if (starts[a] < bStop + reach && bStart < stops[a] + reach && labels[a] === labels[b])
			join(parents, a, b);
		if (stops[a] < bStop) a++;
		else {
			// where both end together, the run after `a` may still touch `b` over a corner
			if (
				stops[a] === bStop &&
				a + 1 < aEnd &&
				starts[a + 1] < bStop + reach &&
				labels[a + 1] === labels[b]
			) {
				join(parents, a + 1, b);
			}
			b++;
		}
	}
}

function join(parents: Int32Array, a: number, b: number): void {
	const [rootA, rootB] = [rootOf(parents, a), rootOf(parents, b)];
	if (rootA < rootB) parents[rootB] = rootA;
	else parents[rootA] = rootB;
}

function rootOf(parents: Int32Array, run: number): number {
	let root = run;
	while (parents[root] !== root) {
		parents[root] = parents[parents[root]];
		root = parents[root];
	}
	return root;
}

/** Fills `ids`, all 0 before. Roots are the first runs of their components, so that numbers follow the order of first voxels. */
function numberComponents(ids: Int32Array, runs: Runs, parents: Int32Array): Components {
	const { starts, stops, labels } = runs;
	const idOfRun = new Int32Array(runs.count);
	const sizes = [0];
	const labelOf = [0];
	let filled = 0;
	for (let run = 0; run < runs.count; run++) {
		const root = rootOf(parents, run);
		if (root === run) {
			idOfRun[run] = sizes.length;
			sizes.push(0);
			labelOf.push(labels[run]);
		}
		const id = idOfRun[root];
		idOfRun[run] = id;
		sizes[id] += stops[run] - starts[run];
		filled += stops[run] - starts[run];
		for (let v = starts[run]; v < stops[run]; v++) ids[v] = id;
	}
	sizes[0] = ids.length - filled;
	return {
		ids,
		count: sizes.length - 1,
		sizes: Uint32Array.from(sizes),
		labels: Float64Array.from(labelOf),
	};
}
