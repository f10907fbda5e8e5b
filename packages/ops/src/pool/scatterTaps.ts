import * as tf from '@tensorflow/tfjs';
import { dilateAxis, padAxis, sliceAxis } from '../conv3d/volumeSlices.ts';
import { type PoolAttributes, tapsOf } from './poolGeometry.ts';

/** Adds a gradient for each tap at the voxels that the tap met: the adjoint of taking them. */
export function scatterTaps(
	perTap: readonly tf.Tensor[],
	{ kernel, strides, pads }: PoolAttributes,
	inputShape: readonly number[],
): tf.Tensor {
	const spread = tapsOf(kernel).map((tap, index) =>
		[1, 2, 3].reduce((volume, axis) => {
			const [before, extent, pad] = [tap[axis - 1]!, inputShape[axis]!, pads[axis - 1]!];
			const dilated = dilateAxis(volume, axis, strides[axis - 1]!);
			const after = Math.max(pad + extent - before - dilated.shape[axis]!, 0);
			return sliceAxis(padAxis(dilated, axis, before, after), axis, pad, extent);
		}, perTap[index]!),
	);
	return tf.addN(spread);
}
