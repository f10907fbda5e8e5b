import { orientTo, type Volume } from '@unetr/volume';
import type { Grid } from './grid.ts';
import { type PreprocessingSpec, parsePreprocessingSpec } from './preprocessingSpec.ts';
import { toTensorOrder } from './toGrid.ts';
import { TransformsError } from './transformsError.ts';

/**
 * Brings a label volume into the axis order of its prepared image.
 *
 * @param volume one channel of integers 0 … 255, stored as any type
 * @param spec the preprocessing its image goes through
 * @throws TransformsError for several channels, or naming the first voxel that is no integer 0 … 255
 */
export function prepareLabel(volume: Volume, spec: PreprocessingSpec): Grid<Uint8Array> {
	const { orientation } = parsePreprocessingSpec(spec);
	if (volume.channels !== 1) {
		throw new TransformsError(
			`The label volume has ${volume.channels} channels; give one channel of label numbers.`,
		);
	}
	checkLabels(volume);
	const oriented = orientTo(volume, orientation).volume;
	const { shape } = oriented;
	return { values: toTensorOrder(Uint8Array.from(oriented.voxels), shape, 1), shape, channels: 1 };
}

function checkLabels({ voxels, shape }: Volume): void {
	if (voxels instanceof Uint8Array) return;
	for (let v = 0; v < voxels.length; v++) {
		const label = voxels[v];
		if (label >= 0 && label <= 255 && Math.floor(label) === label) continue;
		const [i, j] = [v % shape[0], Math.floor(v / shape[0]) % shape[1]];
		const k = Math.floor(v / (shape[0] * shape[1]));
		throw new TransformsError(
			`The label volume holds ${label} at voxel (${i}, ${j}, ${k}); labels must be integers from 0 to 255.`,
		);
	}
}
