import { InferenceError } from './inferenceError.ts';

/** Three whole numbers along the voxel axes i, j, k. */
export type Triple = readonly [number, number, number];

/** Where the windows of one image lie. */
export interface WindowGrid {
	/** Window size in voxels, with -1 replaced by the axis. */
	readonly roiSize: Triple;
	/** Size of the image after padding to at least one window, in voxels. */
	readonly paddedSize: Triple;
	/** Voxels padded before the image on each axis; the odd voxel goes to the end. */
	readonly padBefore: Triple;
	/** First voxel of each window on the padded image, k fastest. */
	readonly starts: readonly Triple[];
}

/**
 * Places overlapping windows over an image: step max(1, floor(roi * (1 - overlap))), the last window ends at the border.
 *
 * @param imageSize voxels along i, j, k
 * @param roiSize window size in voxels; -1 takes the whole axis
 * @param overlap shared fraction of two neighbours, 0 <= overlap < 1, one number or one per axis
 * @throws InferenceError for a roi or an overlap outside its range
 *
 * Source: MONAI `sliding_window_inference`, `dense_patch_slices`.
 */
export function windowGrid(imageSize: Triple, roiSize: Triple, overlap: number | Triple): WindowGrid {
	const overlaps = typeof overlap === 'number' ? [overlap, overlap, overlap] : overlap;
	const axes = [0, 1, 2].map((axis) => axisGrid(axis, imageSize[axis], roiSize[axis], overlaps[axis]));
	const starts: Triple[] = [];
	for (const i of axes[0].starts) {
		for (const j of axes[1].starts) for (const k of axes[2].starts) starts.push([i, j, k]);
	}
	const triple = (pick: (axis: AxisGrid) => number): Triple => [pick(axes[0]), pick(axes[1]), pick(axes[2])];
	return {
		roiSize: triple((axis) => axis.roi),
		paddedSize: triple((axis) => axis.padded),
		padBefore: triple((axis) => axis.before),
		starts,
	};
}

interface AxisGrid {
	readonly roi: number;
	readonly padded: number;
	readonly before: number;
	readonly starts: readonly number[];
}

function axisGrid(axis: number, size: number, wanted: number, overlap: number): AxisGrid {
	if (!Number.isInteger(wanted) || (wanted < 1 && wanted !== -1)) {
		throw new InferenceError(
			`roiSize is ${wanted} on axis ${axis}; give a whole number of voxels, or -1 for the whole axis.`,
		);
	}
	if (!(overlap >= 0 && overlap < 1)) {
		throw new InferenceError(`overlap is ${overlap} on axis ${axis}; give a number from 0 to below 1.`);
	}
	const roi = wanted === -1 ? size : wanted;
	const padded = Math.max(size, roi);
	const step = roi === padded ? roi : Math.max(1, Math.floor(roi * (1 - overlap)));
	const starts: number[] = [];
	for (let start = 0; ; start += step) {
		starts.push(Math.min(start, padded - roi));
		if (start + roi >= padded) break;
	}
	return { roi, padded, before: Math.floor((padded - size) / 2), starts };
}
