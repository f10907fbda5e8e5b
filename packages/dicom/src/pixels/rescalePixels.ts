import type { VoxelArray } from '@unetr/volume';
import type { StoredType } from './pixelLayout.ts';
import { voxelArray } from './storedPixels.ts';

/** Linear scaling of a run of voxels. */
export interface Rescale {
	readonly slope: number;
	readonly intercept: number;
}

/** Integer types in the order in which they are tried, with their ranges. */
const INTEGERS: readonly (readonly [type: StoredType, low: number, high: number])[] = [
	['int16', -32768, 32767],
	['uint16', 0, 65535],
	['int32', -(2 ** 31), 2 ** 31 - 1],
	['uint32', 0, 2 ** 32 - 1],
];

/**
 * Applies `value = slope · stored + intercept` to each frame of a volume.
 * Without scaling the voxels stay as they are. Whole slopes and intercepts give the first of int16, uint16, int32 and
 * uint32 that holds every value, so CT in Hounsfield units is int16; others give float32, or float64 from 32 bit types.
 * @param stored frame after frame, each of `frameLength` voxels
 * @param rescales one for each frame
 */
export function rescalePixels(
	stored: VoxelArray,
	frameLength: number,
	rescales: readonly Rescale[],
): VoxelArray {
	if (rescales.every(({ slope, intercept }) => slope === 1 && intercept === 0)) return stored;
	const type = scaledType(stored, frameLength, rescales);
	const isSameSize = type.endsWith(String(8 * stored.BYTES_PER_ELEMENT));
	// Of the same size the result takes the place of what it is made from.
	const target = voxelArray(type, isSameSize ? stored.buffer : stored.length);
	for (const [frame, { slope, intercept }] of rescales.entries()) {
		const end = (frame + 1) * frameLength;
		for (let n = frame * frameLength; n < end; n++) target[n] = slope * stored[n]! + intercept;
	}
	return target;
}

function scaledType(stored: VoxelArray, frameLength: number, rescales: readonly Rescale[]): StoredType {
	const isWide = stored.BYTES_PER_ELEMENT > 2;
	const isWhole = rescales.every(
		({ slope, intercept }) => Number.isInteger(slope) && Number.isInteger(intercept),
	);
	if (isWhole && !(stored instanceof Float32Array || stored instanceof Float64Array)) {
		const [low, high] = scaledRange(stored, frameLength, rescales);
		const fitting = INTEGERS.find(([, lowest, highest]) => low >= lowest && high <= highest);
		if (fitting !== undefined) return fitting[0];
		return 'float64';
	}
	return isWide ? 'float64' : 'float32';
}

function scaledRange(
	stored: VoxelArray,
	frameLength: number,
	rescales: readonly Rescale[],
): [low: number, high: number] {
	let low = Number.POSITIVE_INFINITY;
	let high = Number.NEGATIVE_INFINITY;
	for (const [frame, { slope, intercept }] of rescales.entries()) {
		let smallest = Number.POSITIVE_INFINITY;
		let largest = Number.NEGATIVE_INFINITY;
		const end = (frame + 1) * frameLength;
		for (let n = frame * frameLength; n < end; n++) {
			const value = stored[n]!;
			if (value < smallest) smallest = value;
			if (value > largest) largest = value;
		}
		const ends = [slope * smallest + intercept, slope * largest + intercept];
		low = Math.min(low, ...ends);
		high = Math.max(high, ...ends);
	}
	return [low, high];
}
