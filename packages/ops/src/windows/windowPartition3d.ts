import * as tf from '@tensorflow/tfjs';
import { checkRank } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { spaceToDepth3d } from '../rearrange/spaceToDepth3d.ts';
import {
	checkWindow,
	padAndRoll,
	type WindowAttributes,
	windowCases,
	windowsShape,
} from './windowGeometry.ts';
import { windowReverse3d } from './windowReverse3d.ts';

export const windowPartition3dOp: Op<WindowAttributes> = defineOp<WindowAttributes>({
	name: 'windowPartition3d',
	inputs: ['x'],
	shape({ x }, attributes) {
		checkRank('windowPartition3d', 'x', x!, 5);
		checkWindow('windowPartition3d', attributes);
		return [windowsShape(x!, attributes.window)];
	},
	reference({ x }, attributes) {
		const windows = spaceToDepth3d(padAndRoll(x!, attributes), attributes.window);
		return [tf.reshape(windows, windowsShape(x!.shape, attributes.window))];
	},
	gradient: {
		saveInputs: ['x'],
		apply: (dy, [x], { window, shift }) => ({
			x: () => windowReverse3d(dy, { window, shift, size: x!.shape.slice(1, 4) }),
		}),
	},
	cases: windowCases.map(({ name, x, attributes }) => ({ name, inputs: { x: { shape: x } }, attributes })),
});

/**
 * Cuts a volume into windows after zero-padding the end of each axis to whole windows and moving it by −shift,
 * cyclically: [B, D, H, W, C] -> [B · windows, N, C], windows and voxels in them with k fastest.
 *
 * @param options.window voxels along D, H, W
 * @param options.shift voxels along D, H, W, less than the window
 * @throws {OpError} if x is no volume or a shift does not fit its window
 * Source: Liu et al. 2021, "Swin Transformer"; MONAI's `window_partition` after `torch.roll`.
 */
export function windowPartition3d(
	x: tf.Tensor,
	options: { readonly window: readonly number[]; readonly shift: readonly number[] },
): tf.Tensor3D {
	const { window, shift } = options;
	return runOp(windowPartition3dOp, { x }, { window, shift })[0] as tf.Tensor3D;
}
