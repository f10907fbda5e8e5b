import * as tf from '@tensorflow/tfjs';
import { checkRank } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { OpError } from '../opError.ts';
import { type BlockAttributes, blockCases } from './cases.ts';
import { depthToSpace3d } from './depthToSpace3d.ts';

export const spaceToDepth3dOp: Op<BlockAttributes> = defineOp<BlockAttributes>({
	name: 'spaceToDepth3d',
	inputs: ['x'],
	shape({ x }, { block }) {
		checkRank('spaceToDepth3d', 'x', x!, 5);
		const [B, D, H, W, C] = x as [number, number, number, number, number];
		[D, H, W].forEach((extent, axis) => {
			if (extent % block[axis]! === 0) return;
			throw new OpError(
				`spaceToDepth3d: ${extent} voxels along ${'DHW'[axis]} are no multiple of the block's ${block[axis]}`,
			);
		});
		const [bD, bH, bW] = block as [number, number, number];
		return [[B, D / bD, H / bH, W / bW, bD * bH * bW * C]];
	},
	reference({ x }, { block }) {
		const [B, D, H, W, C] = x!.shape as [number, number, number, number, number];
		const [bD, bH, bW] = block as [number, number, number];
		const rows = tf.reshape(x!, [B * D, H / bH, bH, W / bW, bW * C]);
		const columns = tf.transpose(rows, [0, 1, 3, 2, 4]); // [B·D, H/bH, W/bW, bH, bW·C]
		const slices = tf.reshape(columns, [B, D / bD, bD, (H / bH) * (W / bW), bH * bW * C]);
		const patches = tf.transpose(slices, [0, 1, 3, 2, 4]); // [B, D/bD, H/bH·W/bW, bD, bH·bW·C]
		return [tf.reshape(patches, [B, D / bD, H / bH, W / bW, bD * bH * bW * C])];
	},
	gradient: {
		apply: (dy, _saved, { block }) => ({ x: () => depthToSpace3d(dy, block) }),
	},
	cases: blockCases.map(({ name, space, channels, block }) => ({
		name,
		inputs: { x: { shape: [2, ...space, channels] } },
		attributes: { block },
	})),
});

/**
 * Moves blocks of voxels into channels; the new channels are ordered (bD, bH, bW, C), C fastest.
 *
 * With a `linear` map behind it this is a convolution whose stride is its kernel: a patch embedding
 * (einops `b (d p1) (h p2) (w p3) c -> b d h w (p1 p2 p3 c)`).
 *
 * @param x [B, D, H, W, C]
 * @param block voxels of a block along D, H, W
 * @returns [B, D/bD, H/bH, W/bW, bD·bH·bW·C]
 * @throws {OpError} if a block does not divide its axis
 */
export function spaceToDepth3d(x: tf.Tensor, block: readonly number[]): tf.Tensor5D {
	return runOp(spaceToDepth3dOp, { x }, { block })[0] as tf.Tensor5D;
}
