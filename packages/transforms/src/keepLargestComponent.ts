import { type Connectivity, connectedComponents } from '@unetr/volume';
import { checkShape, type Triple } from './grid.ts';
import { TransformsError } from './transformsError.ts';

/** Options of `keepLargestComponent`. */
export interface LargestComponentOptions {
	/** Labels to clean, each for itself; default all but 0. */
	readonly classes?: readonly number[];
	/** Neighbours that belong together: 6 share a face, 18 also an edge, 26 also a corner. Default 26. */
	readonly connectivity?: Connectivity;
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
	if (![6, 18, 26].includes(connectivity)) {
		throw new TransformsError(`connectivity is ${connectivity}; it must be 6, 18 or 26.`);
	}
	const components = connectedComponents(labels, shape, connectivity);
	const largest = new Map<number, number>();
	for (let id = 1; id <= components.count; id++) {
		const label = components.labels[id];
		const other = largest.get(label);
		if (other === undefined || components.sizes[id] > components.sizes[other]) largest.set(label, id);
	}
	return labels.map((label, v) =>
		cleaned[label] === 0 || components.ids[v] === largest.get(label) ? label : 0,
	);
}

function checkedClass(label: number): number {
	if (Number.isInteger(label) && label >= 1 && label <= 255) return label;
	throw new TransformsError(
		`Cannot keep the largest component of class ${label}; classes are integers from 1 to 255.`,
	);
}
