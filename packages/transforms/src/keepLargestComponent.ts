import { checkShape, type Triple } from './grid.ts';
import { copyWindow } from './gridWindow.ts';
import { TransformsError } from './transformsError.ts';

/** Options of `keepLargestComponent`. */
export interface LargestComponentOptions {
	/** Labels to clean, each for itself; default all but 0. */
	readonly classes?: readonly number[];
	/** Neighbours that belong together: 6 share a face, 18 also an edge, 26 also a corner. Default 26. */
	readonly connectivity?: 6 | 18 | 26;
}

/**
 * Sets to 0 every voxel of a class that is not in its largest connected component, in linear time.
 *
 * Of several largest the first in tensor order stays. As MONAI's KeepLargestConnectedComponent (independent).
 *
 * @param labels in tensor order, one channel
 * @param shape voxels along i, j, k
 * @returns a new array
 */
export function keepLargestComponent(
	labels: Uint8Array,
	shape: Triple,
	{ classes, connectivity = 26 }: LargestComponentOptions = {},
): Uint8Array {
	checkShape('shape', shape);
	if (labels.length !== shape[0] * shape[1] * shape[2]) {
		throw new TransformsError(`${labels.length} labels do not fill ${shape.join('×')} voxels.`);
	}
	const cleaned = new Uint8Array(256).fill(classes === undefined ? 1 : 0);
	for (const label of classes ?? []) cleaned[checkedClass(label)] = 1;
	cleaned[0] = 0;
	const kept = largestComponents(labels, shape, cleaned, connectivity);
	return labels.map((label, v) => (kept[v] === 1 || cleaned[label] === 0 ? label : 0));
}

function checkedClass(label: number): number {
	if (Number.isInteger(label) && label >= 1 && label <= 255) return label;
	throw new TransformsError(
		`Cannot keep the largest component of class ${label}; classes are integers from 1 to 255.`,
	);
}

/** 1 for the voxels of each class's largest component. */
function largestComponents(
	labels: Uint8Array,
	shape: Triple,
	cleaned: Uint8Array,
	connectivity: number,
): Uint8Array {
	// A border of zeros on every side: no neighbour needs a bounds check. Filled voxels become 0 as well.
	const framed: Triple = [shape[0] + 2, shape[1] + 2, shape[2] + 2];
	const open = copyWindow(labels, shape, 1, [-1, -1, -1], framed, 0);
	const offsets = neighbourOffsets(framed, connectivity);
	const kept = new Uint8Array(open.length);
	const largest = new Map<number, Uint32Array>();
	const component = new Uint32Array(open.length);
	for (let seed = 0; seed < open.length; seed++) {
		const label = open[seed];
		if (cleaned[label] === 0) continue;
		const size = fillComponent(open, seed, offsets, component);
		if (size > (largest.get(label)?.length ?? 0)) largest.set(label, component.slice(0, size));
	}
	for (const voxels of largest.values()) for (let n = 0; n < voxels.length; n++) kept[voxels[n]] = 1;
	return copyWindow(kept, framed, 1, [1, 1, 1], shape, 0);
}

/** Lists the voxels that hang together with a seed, sets them to 0 and says how many they are. */
function fillComponent(open: Uint8Array, seed: number, offsets: Int32Array, component: Uint32Array): number {
	const label = open[seed];
	let size = 1;
	component[0] = seed;
	open[seed] = 0;
	for (let n = 0; n < size; n++) {
		const voxel = component[n];
		for (let o = 0; o < offsets.length; o++) {
			const other = voxel + offsets[o];
			if (open[other] !== label) continue;
			open[other] = 0;
			component[size++] = other;
		}
	}
	return size;
}

/** Steps in a row-major array to the neighbours of a voxel. */
function neighbourOffsets([, nj, nk]: Triple, connectivity: number): Int32Array {
	const reach = new Map([
		[6, 1],
		[18, 2],
		[26, 3],
	]).get(connectivity);
	if (reach === undefined)
		throw new TransformsError(`connectivity is ${connectivity}; it must be 6, 18 or 26.`);
	const steps = [-1, 0, 1];
	const all = steps.flatMap((i) => steps.flatMap((j) => steps.map((k): Triple => [i, j, k])));
	const near = all.filter((step) => {
		const moved = step.filter((d) => d !== 0).length;
		return moved > 0 && moved <= reach;
	});
	return Int32Array.from(near, ([i, j, k]) => (i * nj + j) * nk + k);
}
