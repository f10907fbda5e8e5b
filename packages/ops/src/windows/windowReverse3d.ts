import * as tf from '@tensorflow/tfjs';
import { checkRank, checkShape } from '../checkShape.ts';
import { defineOp, type Op, runOp } from '../op.ts';
import { OpError } from '../opError.ts';
import { depthToSpace3d } from '../rearrange/depthToSpace3d.ts';
import {
	checkWindow,
	rollAndCrop,
	type WindowReverseAttributes,
	windowCases,
	windowCounts,
	windowsShape,
} from './windowGeometry.ts';
import { windowPartition3d } from './windowPartition3d.ts';

const windowsOf = ({ size, window }: WindowReverseAttributes): number =>
	windowCounts(size, window).reduce((product, count) => product * count, 1);

export const windowReverse3dOp: Op<WindowReverseAttributes> = defineOp<WindowReverseAttributes>({
	name: 'windowReverse3d',
	inputs: ['windows'],
	shape({ windows }, attributes) {
		checkRank('windowReverse3d', 'windows', windows!, 3);
		checkWindow('windowReverse3d', attributes);
		const [count, , channels] = windows as [number, number, number];
		const batch = count / windowsOf(attributes);
		if (!Number.isInteger(batch)) {
			throw new OpError(
				`windowReverse3d: ${count} windows are no multiple of the ${windowsOf(attributes)} of a volume of ` +
					`${attributes.size.join(' × ')}`,
			);
		}
		const volume = [batch, ...attributes.size, channels];
		checkShape('windowReverse3d', 'windows', windows!, windowsShape(volume, attributes.window));
		return [volume];
	},
	reference({ windows }, attributes) {
		const [count, voxels, channels] = windows!.shape as [number, number, number];
		const counts = windowCounts(attributes.size, attributes.window);
		const blocks = [count / windowsOf(attributes), ...counts, voxels * channels];
		return [rollAndCrop(depthToSpace3d(tf.reshape(windows!, blocks), attributes.window), attributes)];
	},
	gradient: {
		apply: (dy, _saved, { window, shift }) => ({ windows: () => windowPartition3d(dy, { window, shift }) }),
	},
	cases: windowCases.map(({ name, x, attributes }) => ({
		name,
		inputs: { windows: { shape: windowsShape(x, attributes.window) } },
		attributes: { ...attributes, size: x.slice(1, 4) },
	})),
});

/**
 * Puts windows back into a volume: the inverse of `windowPartition3d`, [B · windows, N, C] -> [B, D, H, W, C].
 *
 * @param options.window voxels along D, H, W
 * @param options.shift voxels along D, H, W
 * @param options.size D, H, W of the volume
 * @throws {OpError} if the windows are not those of such a volume
 * Source: Liu et al. 2021, "Swin Transformer"; MONAI's `window_reverse` before `torch.roll`.
 */
export function windowReverse3d(
	windows: tf.Tensor,
	options: {
		readonly window: readonly number[];
		readonly shift: readonly number[];
		readonly size: readonly number[];
	},
): tf.Tensor5D {
	const { window, shift, size } = options;
	return runOp(windowReverse3dOp, { windows }, { window, shift, size })[0] as tf.Tensor5D;
}
