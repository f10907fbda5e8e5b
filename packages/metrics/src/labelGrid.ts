import type { Point3, VoxelArray } from '@unetr/volume';
import { type LabelMap, pairedLabels } from './labelMap.ts';
import { MetricsError } from './metricsError.ts';

/** Two label maps on one grid, with what surfaces, distances and components need to know of it. */
export interface LabelGrid {
	readonly prediction: VoxelArray;
	readonly reference: VoxelArray;
	/** Voxels along the axes in the order of memory, the last one fastest. */
	readonly shape: Point3;
	/** Voxel size in mm along the same axes. */
	readonly spacingMm: Point3;
}

/** What is left out of a comparison, and the size of a voxel. */
export interface GridOptions {
	/** Voxel size along i, j, k in mm; default what a `Volume` says of itself, 1 1 1 for other maps. */
	readonly spacingMm?: Point3;
	/** Voxels where the reference holds this label count as background in both maps, or not at all. */
	readonly ignoreLabel?: number;
}

/**
 * Brings two label maps of a known shape together.
 *
 * @throws MetricsError where shapes differ or are not known, or a spacing is not above 0
 */
export function labelGrid(prediction: LabelMap, reference: LabelMap, options: GridOptions = {}): LabelGrid {
	const [predicted, expected] = pairedLabels(prediction, reference);
	const map = ArrayBuffer.isView(reference) ? prediction : reference;
	if (ArrayBuffer.isView(map)) {
		throw new MetricsError('Distances and components need the shape of the grid; give { values, shape }.');
	}
	const spacingMm = options.spacingMm ?? ownSpacing(map) ?? [1, 1, 1];
	if (spacingMm.length !== 3 || !spacingMm.every((mm) => mm > 0 && mm < Number.POSITIVE_INFINITY)) {
		throw new MetricsError(`spacingMm is [${spacingMm.join(', ')}]; give three lengths in mm above 0.`);
	}
	const { ignoreLabel } = options;
	const inMemoryOrder = ([i, j, k]: Point3): Point3 => ('values' in map ? [i, j, k] : [k, j, i]);
	return {
		prediction: ignoreLabel === undefined ? predicted : blanked(predicted, expected, ignoreLabel),
		reference: ignoreLabel === undefined ? expected : blanked(expected, expected, ignoreLabel),
		shape: inMemoryOrder(map.shape),
		spacingMm: inMemoryOrder(spacingMm),
	};
}

function ownSpacing(map: object): Point3 | undefined {
	return 'spacingMm' in map ? (map.spacingMm as Point3) : undefined;
}

/** A copy with 0 where the reference says to ignore. */
function blanked(labels: VoxelArray, reference: VoxelArray, ignoreLabel: number): VoxelArray {
	const copy = labels.slice();
	for (let v = 0; v < copy.length; v++) if (reference[v] === ignoreLabel) copy[v] = 0;
	return copy;
}
