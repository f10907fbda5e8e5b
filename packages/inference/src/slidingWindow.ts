import * as tf from '@tensorflow/tfjs';
import { type BlendMode, importanceMap } from './importanceMap.ts';
import { InferenceError } from './inferenceError.ts';
import { type PadMode, padIndex } from './padIndex.ts';
import { WindowBlend } from './windowBlend.ts';
import { type Triple, type WindowGrid, windowGrid } from './windowGrid.ts';

/** A network on a batch of windows: [n, ...roi, Cin] to [n, ...out, Cout]. */
export type Predict = (windows: tf.Tensor5D) => tf.Tensor5D | Promise<tf.Tensor5D>;

/** How far a long run is. */
export interface InferenceProgress {
	readonly done: number;
	readonly total: number;
}

/** How windows are laid, padded, weighted and run. */
export interface SlidingWindowOptions {
	/** Window size in voxels along i, j, k; -1 takes the whole axis. */
	readonly roiSize: Triple;
	/** Shared fraction of two neighbouring windows, 0 <= overlap < 1; 0.25 when left out. */
	readonly overlap?: number | Triple;
	/** Weights of a window's voxels where windows overlap; 'constant' when left out. */
	readonly mode?: BlendMode;
	/** Standard deviation of the gaussian as a fraction of the window; 0.125 when left out. */
	readonly sigmaScale?: number;
	/** What fills an image that is smaller than the window; 'constant' when left out. */
	readonly padMode?: PadMode;
	/** The constant of padMode 'constant'; 0 when left out. */
	readonly cval?: number;
	/** Windows in one call of the network; 1 when left out. */
	readonly batchSize?: number;
	readonly onProgress?: (progress: InferenceProgress) => void;
	/** Stops between two batches with the signal's reason. */
	readonly signal?: AbortSignal;
}

/**
 * Runs a network over overlapping windows of images and blends the outputs,
 * y = sum_w m y_w / sum_w m with the importance map m, on the images' own grid.
 *
 * @param image [B, i, j, k, Cin]; stays the caller's
 * @param predict gets windows [n, ...roi, Cin] and gives [n, ...out, Cout]; both tensors are disposed here.
 *   `out` may be smaller than the roi by one factor per axis; the result is then smaller by the same factor
 * @throws InferenceError for options outside their range or an output that is not [n, i, j, k, C]
 *
 * Source: MONAI `sliding_window_inference`.
 */
export async function slidingWindow(
	image: tf.Tensor5D,
	predict: Predict,
	options: SlidingWindowOptions,
): Promise<tf.Tensor5D> {
	const [batch, ni, nj, nk, channels] = image.shape;
	const { overlap = 0.25, batchSize = 1, onProgress, signal } = options;
	if (!Number.isInteger(batchSize) || batchSize < 1) {
		throw new InferenceError(`batchSize is ${batchSize}; give a whole number of windows from 1.`);
	}
	const grid = windowGrid([ni, nj, nk], options.roiSize, overlap);
	const weights = importanceMap(grid.roiSize, options.mode ?? 'constant', options.sigmaScale);
	const cut = windowCutter(await image.data<'float32'>(), [ni, nj, nk], channels, grid, options);
	const total = batch * grid.starts.length;
	let blend: WindowBlend | undefined;
	for (let first = 0; first < total; first += batchSize) {
		signal?.throwIfAborted();
		// Batches run on across images, as in the reference: window number = image * windows + window.
		const count = Math.min(batchSize, total - first);
		const windows = tf.tensor5d(cut(first, count), [count, ...grid.roiSize, channels]);
		const { values, shape } = await runWindows(predict, windows);
		blend ??= new WindowBlend(batch, [ni, nj, nk], grid, weights, shape);
		blend.add(values, first, count);
		onProgress?.({ done: first + count, total });
		// A backend on the processor never leaves the microtask queue: signals, timers and pages need a turn.
		await new Promise((resolve) => setTimeout(resolve));
	}
	return blend!.finish();
}

async function runWindows(
	predict: Predict,
	windows: tf.Tensor5D,
): Promise<{ values: Float32Array; shape: tf.Tensor5D['shape'] }> {
	let output: tf.Tensor | undefined;
	try {
		output = await predict(windows);
		const { shape } = output;
		if (shape.length !== 5 || shape[0] !== windows.shape[0]) {
			throw new InferenceError(
				`The network gave [${shape}] for windows [${windows.shape}]; it has to give [${windows.shape[0]}, i, j, k, classes].`,
			);
		}
		return { values: (await output.data()) as Float32Array, shape: shape as tf.Tensor5D['shape'] };
	} finally {
		if (output !== windows) output?.dispose();
		windows.dispose();
	}
}

/** Copies windows out of the image, padding on the fly, so that no padded image is ever made. */
function windowCutter(
	voxels: Float32Array,
	size: Triple,
	channels: number,
	grid: WindowGrid,
	options: SlidingWindowOptions,
): (first: number, count: number) => Float32Array {
	const { padMode = 'constant', cval = 0 } = options;
	const [mapI, mapJ, mapK] = [0, 1, 2].map((axis) =>
		padIndex(size[axis], grid.paddedSize[axis], grid.padBefore[axis], padMode),
	) as [Int32Array, Int32Array, Int32Array];
	const [ri, rj, rk] = grid.roiSize;
	return (first, count) => {
		const windows = new Float32Array(count * ri * rj * rk * channels).fill(cval);
		for (let w = 0, at = 0; w < count; w++) {
			const item = Math.floor((first + w) / grid.starts.length);
			const [si, sj, sk] = grid.starts[(first + w) % grid.starts.length];
			for (let i = 0; i < ri; i++) {
				for (let j = 0; j < rj; j++, at += rk * channels) {
					const [fromI, fromJ] = [mapI[si + i], mapJ[sj + j]];
					if (fromI < 0 || fromJ < 0) continue;
					const row = ((item * size[0] + fromI) * size[1] + fromJ) * size[2];
					for (let k = 0; k < rk; k++) {
						const fromK = mapK[sk + k];
						if (fromK < 0) continue;
						for (let c = 0; c < channels; c++)
							windows[at + k * channels + c] = voxels[(row + fromK) * channels + c];
					}
				}
			}
		}
		return windows;
	};
}
