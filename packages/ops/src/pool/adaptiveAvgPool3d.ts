import * as tf from '@tensorflow/tfjs';
import { checkRank } from '../checkShape.ts';
import { OpError } from '../opError.ts';
import { mapAxis } from '../resize/mapAxis.ts';

/** Row i holds the mean of voxels ⌊i · from / to⌋ … ⌈(i + 1) · from / to⌉ − 1: [to, from]. */
function meanMatrix(from: number, to: number): Float32Array {
	const matrix = new Float32Array(to * from);
	for (let row = 0; row < to; row++) {
		const [first, end] = [Math.floor((row * from) / to), Math.ceil(((row + 1) * from) / to)];
		matrix.fill(1 / (end - first), row * from + first, row * from + end);
	}
	return matrix;
}

/**
 * Mean voxel of `size` windows that share out each axis, as `torch.nn.AdaptiveAvgPool3d`:
 * [B, D, H, W, C] -> [B, ...size, C]. Neighbouring windows meet in a voxel where the size does not divide the axis.
 *
 * @param x [B, D, H, W, C]
 * @param size windows along D, H, W
 * @throws {OpError} if x is no volume or a size is not a positive whole number
 */
export function adaptiveAvgPool3d(x: tf.Tensor, size: readonly [number, number, number]): tf.Tensor5D {
	checkRank('adaptiveAvgPool3d', 'x', x.shape, 5);
	if (!size.every((windows) => Number.isSafeInteger(windows) && windows > 0)) {
		throw new OpError(
			`adaptiveAvgPool3d: size must be three positive whole numbers, but it is [${size.join(', ')}]`,
		);
	}
	return tf.tidy(() =>
		[1, 2, 3].reduce((volume, axis) => {
			const [from, to] = [x.shape[axis]!, size[axis - 1]!];
			return from === to ? volume : mapAxis(volume, axis, meanMatrix(from, to), to);
		}, x),
	) as tf.Tensor5D;
}
