import * as tf from '@tensorflow/tfjs';
import { voxelLogits } from './probabilities.ts';
import { innerGradient, withInputsAlone } from './recomputed.ts';

/** Numbers in the logits of a piece: small enough that the dozens of temporaries of a loss stay small, and in the cache. */
const PIECE = 2 ** 16;

/** A function of some of the voxels: x [B, v, C] and constants [B, v] or [B, v, …]. */
type OfVoxels = (x: tf.Tensor, ...constants: tf.Tensor[]) => tf.Tensor;

/**
 * Sums over voxels, made piece by piece in the forward pass and once more in the backward pass, so that nothing but the
 * inputs is kept and little is made on the way.
 *
 * @param f sums over the voxels that it is given; what it closes over must outlive the backward pass
 * @param logits [B, …space, C]
 * @param constants without gradient, [B, V] or [B, V, …]
 */
export function voxelSums(f: OfVoxels, logits: tf.Tensor, constants: readonly tf.Tensor[]): tf.Tensor {
	const value: OfVoxels = (x, ...rest) => overPieces(f, x, rest).reduce((a, b) => tf.add(a, b));
	const gradient = (dy: tf.Tensor, x: tf.Tensor, ...rest: tf.Tensor[]): tf.Tensor =>
		tf.concat(
			overPieces((piece, ...own) => innerGradient((z) => f(z, ...own), piece, dy), x, rest),
			1,
		);
	return withInputsAlone({ value, gradient }, voxelLogits(logits), constants);
}

/**
 * A constant value of each voxel, made piece by piece.
 *
 * @param f of the voxels that it is given, [B, v] or [B, v, …]
 * @returns [B, V] or [B, V, …]
 */
export const voxelValues = (f: OfVoxels, logits: tf.Tensor, constants: readonly tf.Tensor[]): tf.Tensor =>
	tf.concat(overPieces(f, voxelLogits(logits), constants), 1);

/** Results of `f` on pieces of the voxels; what it makes on the way is freed after each. */
function overPieces(f: OfVoxels, x: tf.Tensor, constants: readonly tf.Tensor[]): tf.Tensor[] {
	const [batch, voxels, channels] = x.shape as [number, number, number];
	const step = Math.max(1, Math.floor(PIECE / (batch * channels)));
	const starts = Array.from({ length: Math.ceil(voxels / step) }, (_, piece) => piece * step);
	return starts.map((start) =>
		tf.tidy(() => {
			const cut = (tensor: tf.Tensor): tf.Tensor => voxelRange(tensor, start, Math.min(step, voxels - start));
			return f(cut(x), ...constants.map(cut));
		}),
	);
}

function voxelRange(tensor: tf.Tensor, start: number, count: number): tf.Tensor {
	if (count === tensor.shape[1]) return tensor;
	const [batch, , ...rest] = tensor.shape;
	return tf.slice(tensor, [0, start, ...rest.map(() => 0)], [batch!, count, ...rest]);
}
