import { checkShape, type Grid, type Triple } from './grid.ts';
import { takeWindow } from './gridWindow.ts';
import { centredStart } from './padOrCrop.ts';
import type { Random } from './random.ts';
import { checkPatch, type TrainingPatch } from './trainingPatch.ts';
import { TransformsError } from './transformsError.ts';

/** Options of `sampleCrop`. */
export interface SampleCropOptions {
	/** Source of the positions. */
	readonly random: Random;
	/** Share of crops that are centred on a foreground voxel (label above 0), 0 … 1; the others lie anywhere. */
	readonly foregroundProbability: number;
	/** Label whose voxels are no foreground. */
	readonly ignoreLabel?: number;
	/** Name of the case in warnings. */
	readonly caseId?: string;
	/** Takes warnings; default `console.warn`. */
	readonly onWarning?: (message: string) => void;
}

/** Where the foreground of a label array is, found once; the arrays must not change afterwards. */
const foregrounds = new WeakMap<Uint8Array, Uint32Array>();

/**
 * A random crop of exactly `roi` voxels, as MONAI's RandCropByPosNegLabel: a foreground crop is centred on a voxel
 * drawn evenly from the foreground, as far as the borders let it; a volume that is smaller than `roi` on an axis is
 * centred there and padded with zeros.
 *
 * A label without foreground gives crops from anywhere and one warning.
 *
 * @param image prepared image
 * @param label its labels, on the same grid
 * @param roi voxels along i, j, k
 * @throws TransformsError where image and label differ in shape or an option is out of its range
 */
export function sampleCrop(
	image: Grid<Float32Array>,
	label: Grid<Uint8Array>,
	roi: Triple,
	options: SampleCropOptions,
): TrainingPatch {
	const { random, foregroundProbability } = options;
	checkPatch({ image, label });
	checkShape('crop', roi);
	if (!(foregroundProbability >= 0 && foregroundProbability <= 1)) {
		throw new TransformsError(`foregroundProbability is ${foregroundProbability}; give a share from 0 to 1.`);
	}
	const start =
		random.float() < foregroundProbability
			? foregroundStart(label, roi, options)
			: anywhere(label.shape, roi, random);
	return { image: takeWindow(image, start, roi).grid, label: takeWindow(label, start, roi).grid };
}

function anywhere(shape: Triple, roi: Triple, random: Random): Triple {
	const along = (axis: 0 | 1 | 2): number => {
		const [n, size] = [shape[axis], roi[axis]];
		return n > size ? random.integer(n - size + 1) : centredStart(n, size);
	};
	return [along(0), along(1), along(2)];
}

function foregroundStart(label: Grid<Uint8Array>, roi: Triple, options: SampleCropOptions): Triple {
	const { shape, values } = label;
	const voxels = foregroundOf(values, options);
	if (voxels.length === 0) return anywhere(shape, roi, options.random);
	const voxel = voxels[options.random.integer(voxels.length)];
	const [, nj, nk] = shape;
	const centre = [Math.floor(voxel / (nj * nk)), Math.floor(voxel / nk) % nj, voxel % nk];
	const along = (axis: 0 | 1 | 2): number => {
		const [n, size] = [shape[axis], roi[axis]];
		if (n <= size) return centredStart(n, size);
		return Math.min(Math.max(centre[axis] - Math.floor(size / 2), 0), n - size);
	};
	return [along(0), along(1), along(2)];
}

function foregroundOf(labels: Uint8Array, options: SampleCropOptions): Uint32Array {
	const known = foregrounds.get(labels);
	if (known !== undefined) return known;
	const { caseId, ignoreLabel, onWarning = console.warn } = options;
	const isForeground = (label: number): boolean => label > 0 && label !== ignoreLabel;
	let count = 0;
	for (let v = 0; v < labels.length; v++) if (isForeground(labels[v])) count++;
	const voxels = new Uint32Array(count);
	for (let v = 0, n = 0; v < labels.length; v++) if (isForeground(labels[v])) voxels[n++] = v;
	foregrounds.set(labels, voxels);
	if (count === 0) {
		onWarning(`Case ${caseId ?? '(without id)'} has no foreground label; its crops are taken from anywhere.`);
	}
	return voxels;
}
