import * as tf from '@tensorflow/tfjs';
import { checkRank } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { OpError } from '../opError.ts';
import { type BlockAttributes, blockCases } from './cases.ts';
import { spaceToDepth3d } from './spaceToDepth3d.ts';

export const depthToSpace3dOp: Op<BlockAttributes> = defineOp<BlockAttributes>({
	name: 'depthToSpace3d',
	inputs: ['x'],
	shape({ x }, { block }) {
		checkRank('depthToSpace3d', 'x', x!, 5);
		const [B, D, H, W, channels] = x as [number, number, number, number, number];
		const [bD, bH, bW] = block as [number, number, number];
		if (channels % (bD * bH * bW) !== 0) {
			throw new OpError(
				`depthToSpace3d: ${channels} channels are no multiple of the block's ${bD * bH * bW} voxels`,
			);
		}
		return [[B, D * bD, H * bH, W * bW, channels / (bD * bH * bW)]];
	},
	reference({ x }, { block }) {
		const [B, D, H, W, channels] = x!.shape as [number, number, number, number, number];
		const [bD, bH, bW] = block as [number, number, number];
		const C = channels / (bD * bH * bW);
		const patches = tf.reshape(x!, [B, D, H * W, bD, bH * bW * C]);
		const slices = tf.transpose(patches, [0, 1, 3, 2, 4]); // [B, D, bD, H·W, bH·bW·C]
		const columns = tf.reshape(slices, [B * D * bD, H, W, bH, bW * C]);
		const rows = tf.transpose(columns, [0, 1, 3, 2, 4]); // [B·D·bD, H, bH, W, bW·C]
		return [tf.reshape(rows, [B, D * bD, H * bH, W * bW, C])];
	},
	gradient: {
		apply: (dy, _saved, { block }) => ({ x: () => spaceToDepth3d(dy, block) }),
	},
	cases: blockCases.map(({ name, space, channels, block }) => ({
		name,
		inputs: {
			x: {
				shape: [
					2,
					...space.map((extent, axis) => extent / block[axis]!),
					channels * block.reduce((product, voxels) => product * voxels, 1),
				],
			},
		},
		attributes: { block },
	})),
});

/**
 * Moves channels into blocks of voxels: the inverse of `spaceToDepth3d`.
 *
 * @param x [B, D, H, W, bD·bH·bW·C], channels ordered (bD, bH, bW, C)
 * @param block voxels of a block along D, H, W
 * @returns [B, D·bD, H·bH, W·bW, C]
 * @throws {OpError} if the channels are no multiple of the block's voxels
 */
export function depthToSpace3d(x: tf.Tensor, block: readonly number[]): tf.Tensor5D {
	return runOp(depthToSpace3dOp, { x }, { block })[0] as tf.Tensor5D;
}
