import type { Grid } from './grid.ts';
import { TransformsError } from './transformsError.ts';

/** What a training step sees of a case: an image and its labels on the same grid. */
export interface TrainingPatch {
	readonly image: Grid<Float32Array>;
	readonly label: Grid<Uint8Array>;
}

/** Refuses an image and a label of different shapes. */
export function checkPatch({ image, label }: TrainingPatch): void {
	if (image.shape.every((size, axis) => size === label.shape[axis]) && label.channels === 1) return;
	throw new TransformsError(
		`The image has ${image.shape.join('×')} voxels, its label ${label.shape.join('×')} and ${label.channels} channel(s); both must lie on one grid and the label have one channel.`,
	);
}
