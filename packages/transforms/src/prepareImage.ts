import { type Oriented, orientTo, type Volume } from '@unetr/volume';
import type { Grid } from './grid.ts';
import { type IntensitySpec, type PreprocessingSpec, parsePreprocessingSpec } from './preprocessingSpec.ts';
import { scaleRange } from './scaleRange.ts';
import { fromGrid, toGrid } from './toGrid.ts';
import { TransformsError } from './transformsError.ts';
import { zScore } from './zScore.ts';

/** A volume as a model takes it, and the way back for its labels. */
export interface PreparedImage {
	readonly image: Grid<Float32Array>;
	/**
	 * The label volume on the input's own grid: its affine, shape and axis order.
	 *
	 * @param labels one label per voxel of `image`, in tensor order
	 * @throws TransformsError where their number is not that of the voxels of `image`
	 */
	restoreLabel(labels: Uint8Array): Volume;
}

/**
 * Prepares a volume for a model: orientation, then intensity.
 *
 * @param volume in file order, any channels
 * @param spec the model's preprocessing, as its bundle states it
 * @throws TransformsError where the specification is not valid
 */
export function prepareImage(volume: Volume, spec: PreprocessingSpec): PreparedImage {
	const { orientation, intensity } = parsePreprocessingSpec(spec);
	const oriented = orientTo(volume, orientation);
	const image = scaleIntensity(toGrid(oriented.volume), intensity);
	return { image, restoreLabel: (labels) => restoreLabel(labels, oriented) };
}

function scaleIntensity(grid: Grid<Float32Array>, spec: IntensitySpec): Grid<Float32Array> {
	if (spec.kind === 'zScore') return zScore(grid, spec);
	if (spec.kind === 'scaleRange') return scaleRange(grid, spec);
	return grid;
}

function restoreLabel(labels: Uint8Array, { volume, inverse }: Oriented): Volume {
	const { shape } = volume;
	const expected = shape[0] * shape[1] * shape[2];
	if (labels.length !== expected) {
		throw new TransformsError(
			`${labels.length} labels do not fill the ${shape.join('×')} voxels of the prepared image; give one label per voxel.`,
		);
	}
	return inverse(fromGrid({ values: labels, shape, channels: 1 }, volume));
}
