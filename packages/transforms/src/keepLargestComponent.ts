import { checkShape, type Triple } from './grid.ts';
import { TransformsError } from './transformsError.ts';

/** Options of `keepLargestComponent`. */
export interface LargestComponentOptions {
	/** Labels to clean, each for itself; default all but 0. */
	readonly classes?: readonly number[];
	/** Neighbours that belong together: 6 share a face, 18 also an edge, 26 also a corner. Default 26. */
	readonly connectivity?: 6 | 18 | 26;
}

/**
 * Sets to 0 every voxel of a class that is not in its largest connected component, in one pass over the voxels.
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
	const { components, sizes, labelOf } = findComponents(labels, shape, cleaned, connectivity);
	const largest = new Uint32Array(256);
	for (let id = 1; id < sizes.length; id++) {
		const label = labelOf[id];
		if (largest[label] === 0 || sizes[id] > sizes[largest[label]]) largest[label] = id;
	}
	const result = labels.slice();
	for (let v = 0; v < result.length; v++) {
		if (components[v] !== 0 && components[v] !== largest[labels[v]]) result[v] = 0;
	}
	return result;
}

function checkedClass(label: number): number {
	if (Number.isInteger(label) && label >= 1 && label <= 255) return label;
	throw new TransformsError(
		`Cannot keep the largest component of class ${label}; classes are integers from 1 to 255.`,
	);
}

interface Components {
	/** Component of each voxel, from 1 in tensor order of their first voxels; 0 for none. */
	readonly components: Uint32Array;
	readonly sizes: readonly number[];
	readonly labelOf: readonly number[];
}

/** Flood fill; each voxel is put on the stack once. */
function findComponents(
	labels: Uint8Array,
	shape: Triple,
	cleaned: Uint8Array,
	connectivity: number,
): Components {
	const [ni, nj, nk] = shape;
	const offsets = neighbours(connectivity);
	const components = new Uint32Array(labels.length);
	const [sizes, labelOf] = [[0], [0]];
	const stack: number[] = [];
	for (let seed = 0; seed < labels.length; seed++) {
		const label = labels[seed];
		if (cleaned[label] === 0 || components[seed] !== 0) continue;
		const id = sizes.length;
		let size = 0;
		components[seed] = id;
		stack.push(seed);
		while (stack.length > 0) {
			const voxel = stack.pop()!;
			size++;
			const k = voxel % nk;
			const row = (voxel - k) / nk;
			const j = row % nj;
			const i = (row - j) / nj;
			for (const [di, dj, dk] of offsets) {
				const [a, b, c] = [i + di, j + dj, k + dk];
				if (a < 0 || b < 0 || c < 0 || a >= ni || b >= nj || c >= nk) continue;
				const other = (a * nj + b) * nk + c;
				if (labels[other] !== label || components[other] !== 0) continue;
				components[other] = id;
				stack.push(other);
			}
		}
		sizes.push(size);
		labelOf.push(label);
	}
	return { components, sizes, labelOf };
}

function neighbours(connectivity: number): Triple[] {
	const reach = new Map([
		[6, 1],
		[18, 2],
		[26, 3],
	]).get(connectivity);
	if (reach === undefined)
		throw new TransformsError(`connectivity is ${connectivity}; it must be 6, 18 or 26.`);
	const steps = [-1, 0, 1];
	return steps
		.flatMap((i) => steps.flatMap((j) => steps.map((k): Triple => [i, j, k])))
		.filter((offset) => {
			const moved = offset.filter((step) => step !== 0).length;
			return moved > 0 && moved <= reach;
		});
}
