import { OpError } from '../opError.ts';

/** How a resized axis takes its values. */
export type ResizeMode = 'trilinear' | 'nearest' | 'nearest-exact';

/** Modes as numbers in an op's attributes. */
export const resizeModes: readonly ResizeMode[] = ['trilinear', 'nearest', 'nearest-exact'];

/** Where one output voxel of an axis comes from: `low` and `high`, with share `high` of `weight`. */
export interface AxisSample {
	readonly low: number;
	readonly high: number;
	readonly weight: number;
}

/** Place on the input axis of an output voxel in linear interpolation. */
function linearSource(target: number, from: number, to: number, alignCorners: boolean): number {
	if (alignCorners) return to === 1 ? 0 : (target * (from - 1)) / (to - 1);
	return Math.max(((target + 0.5) * from) / to - 0.5, 0);
}

/** The samples of an axis that is resized from `from` to `to` voxels, as `torch.nn.functional.interpolate`. */
export function axisSamples(from: number, to: number, mode: ResizeMode, alignCorners: boolean): AxisSample[] {
	if (!(from > 0 && to > 0))
		throw new OpError(`resize3d: an axis of ${from} voxels cannot become one of ${to}`);
	return Array.from({ length: to }, (_, target) => {
		if (mode === 'trilinear') {
			const source = linearSource(target, from, to, alignCorners);
			const low = Math.min(Math.floor(source), from - 1);
			return { low, high: Math.min(low + 1, from - 1), weight: source - low };
		}
		// In float32 as PyTorch, whose rounding decides where a place falls on a border between voxels.
		const place = Math.fround((target + (mode === 'nearest' ? 0 : 0.5)) * Math.fround(from / to));
		const low = Math.min(Math.floor(place), from - 1);
		return { low, high: low, weight: 0 };
	});
}

/** The samples as a matrix, [to, from] row-major. */
export function samplingMatrix(samples: readonly AxisSample[], from: number): Float32Array {
	const matrix = new Float32Array(samples.length * from);
	for (const [row, { low, high, weight }] of samples.entries()) {
		matrix[row * from + low]! += 1 - weight;
		matrix[row * from + high]! += weight;
	}
	return matrix;
}
