import * as tf from '@tensorflow/tfjs';
import { padAxis, sliceAxis } from '../conv3d/volumeSlices.ts';
import type { Shape } from '../op.ts';
import { OpError } from '../opError.ts';

/** Attributes of the two window ops: voxels of a window and of the cyclic shift, along D, H, W. */
export interface WindowAttributes {
	readonly window: readonly number[];
	readonly shift: readonly number[];
	readonly [name: string]: readonly number[];
}

/** Attributes of `windowReverse3d`: those, and the extents of the volume. */
export interface WindowReverseAttributes extends WindowAttributes {
	readonly size: readonly number[];
}

/** Volumes, windows and shifts at which both ops are tested. */
export const windowCases: readonly {
	readonly name: string;
	readonly x: number[];
	readonly attributes: WindowAttributes;
}[] = [
	{ name: 'even', x: [2, 4, 6, 2, 3], attributes: { window: [2, 3, 2], shift: [0, 0, 0] } },
	{ name: 'shifted', x: [1, 4, 6, 4, 5], attributes: { window: [2, 3, 2], shift: [1, 1, 1] } },
	{ name: 'padded', x: [2, 5, 4, 3, 4], attributes: { window: [2, 3, 2], shift: [0, 0, 0] } },
	{ name: 'paddedShifted', x: [1, 7, 5, 4, 17], attributes: { window: [4, 3, 2], shift: [2, 1, 0] } },
	{ name: 'oneWindow', x: [2, 2, 3, 1, 6], attributes: { window: [2, 3, 1], shift: [0, 0, 0] } },
];

/** Windows along each axis; the last of an axis may reach beyond the volume. */
export const windowCounts = (size: readonly number[], window: readonly number[]): number[] =>
	size.map((extent, axis) => Math.ceil(extent / window[axis]!));

/** @throws {OpError} unless windows and shifts are whole, and a shift is less than its window. */
export function checkWindow(opName: string, { window, shift }: WindowAttributes): void {
	window.forEach((extent, axis) => {
		const step = shift[axis]!;
		if (
			Number.isSafeInteger(extent) &&
			extent > 0 &&
			Number.isSafeInteger(step) &&
			step >= 0 &&
			step < extent
		) {
			return;
		}
		throw new OpError(
			`${opName}: along ${'DHW'[axis]} the window must be 1 or more and the shift 0 or more and less than it, ` +
				`but they are ${extent} and ${step}`,
		);
	});
}

/** Shape of the windows, [B · windows, voxels of one, C]. */
export function windowsShape(x: Shape, window: readonly number[]): number[] {
	const product = (values: readonly number[]): number => values.reduce((total, value) => total * value, 1);
	return [x[0]! * product(windowCounts(x.slice(1, 4), window)), product(window), x[4]!];
}

/** Moves an axis by `step` to the front, cyclically, as `torch.roll` by −step. */
function rollAxis(x: tf.Tensor, axis: number, step: number): tf.Tensor {
	const extent = x.shape[axis]!;
	const by = ((step % extent) + extent) % extent;
	if (by === 0) return x;
	return tf.concat([sliceAxis(x, axis, by, extent - by), sliceAxis(x, axis, 0, by)], axis);
}

/** Zero-pads the end of each axis to whole windows, then moves it by the shift. */
export function padAndRoll(x: tf.Tensor, { window, shift }: WindowAttributes): tf.Tensor {
	return [1, 2, 3].reduce((volume, axis) => {
		const extent = volume.shape[axis]!;
		const whole = Math.ceil(extent / window[axis - 1]!) * window[axis - 1]!;
		return rollAxis(padAxis(volume, axis, 0, whole - extent), axis, shift[axis - 1]!);
	}, x);
}

/** The inverse: moves each axis back and cuts the padding off. */
export function rollAndCrop(x: tf.Tensor, { shift, size }: WindowReverseAttributes): tf.Tensor {
	return [1, 2, 3].reduce(
		(volume, axis) => sliceAxis(rollAxis(volume, axis, -shift[axis - 1]!), axis, 0, size[axis - 1]!),
		x,
	);
}
