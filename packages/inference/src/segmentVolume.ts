import * as tf from '@tensorflow/tfjs';
import { applyPostprocessing, prepareImage } from '@unetr/transforms';
import type { Volume } from '@unetr/volume';
import { argmaxLabels } from './argmaxLabels.ts';
import { InferenceError } from './inferenceError.ts';
import type { Pipeline } from './pipeline.ts';
import { predictWith } from './predictWith.ts';
import { type SlidingWindowOptions, slidingWindow } from './slidingWindow.ts';
import type { Triple } from './windowGrid.ts';

/** How a segmentation is run; none of it changes the result. */
export type SegmentOptions = Pick<SlidingWindowOptions, 'batchSize' | 'onProgress' | 'signal'>;

/** What came of a volume. */
export interface Segmentation {
	/** Class numbers as uint8 on the input's own grid: its shape, affine and axis order. */
	readonly label: Volume;
	/** Voxels of each class in `label`, in the order of the class numbers. */
	readonly voxelCounts: readonly number[];
}

/**
 * Segments a volume: preprocessing, sliding window, largest logit, post-processing, and back to the input's grid.
 *
 * @param volume as `readVolume` gives it
 * @param model from [B, i, j, k, Cin] to logits [B, i, j, k, classes]
 * @param pipeline preprocessing, windows and post-processing, as a bundle holds them
 * @param options batch size, progress in windows, signal
 * @throws InferenceError where the volume's channels or the window do not fit the network
 */
export async function segmentVolume(
	volume: Volume,
	model: tf.LayersModel,
	pipeline: Pipeline,
	options: SegmentOptions = {},
): Promise<Segmentation> {
	assertFits(volume, model, pipeline.inference.roiSize);
	const { image, restoreLabel } = prepareImage(volume, pipeline.preprocessing);
	const input = tf.tensor5d(image.values, [1, ...image.shape, image.channels]);
	let logits: tf.Tensor5D;
	try {
		logits = await slidingWindow(input, predictWith(model), { ...pipeline.inference, ...options });
	} finally {
		input.dispose();
	}
	const classes = logits.shape[4];
	const predicted = argmaxLabels(await logits.data<'float32'>(), classes);
	logits.dispose();
	const labels = applyPostprocessing(predicted, image.shape, pipeline.postprocessing ?? {});
	const voxelCounts = new Array<number>(classes).fill(0);
	for (const label of labels) voxelCounts[label]++;
	return { label: restoreLabel(labels), voxelCounts };
}

function assertFits(volume: Volume, model: tf.LayersModel, roiSize: Triple): void {
	const [, ...expected] = model.inputs[0].shape;
	const channels = expected[3];
	if (channels !== null && channels !== volume.channels) {
		throw new InferenceError(
			`The volume has ${volume.channels} channel(s) and the network takes ${channels}; give the images it was trained on.`,
		);
	}
	const window = roiSize.map((size, axis) => (size === -1 ? volume.shape[axis] : size));
	if (window.some((size, axis) => expected[axis] !== null && expected[axis] !== size)) {
		throw new InferenceError(
			`The window is [${window}] voxels and the network takes [${expected.slice(0, 3)}]; set roiSize to that.`,
		);
	}
}
