import { checkRank } from '../checkShape.ts';
import type { Shape } from '../op.ts';
import { OpError } from '../opError.ts';

/** Strides over D, H, W and padding before and after each: [d0, d1, h0, h1, w0, w1]. */
export interface ConvAttributes {
	readonly strides: readonly number[];
	readonly pads: readonly number[];
	readonly [name: string]: readonly number[];
}

/** Zero padding: TensorFlow's 'same' or 'valid', or PyTorch's symmetric number of voxels per axis. */
export type Padding = 'same' | 'valid' | number | readonly [number, number, number];

/** One number for all three axes, or one an axis. */
export const perAxis = (value: number | readonly number[]): readonly number[] =>
	typeof value === 'number' ? [value, value, value] : value;

/** Padding voxels [d0, d1, h0, h1, w0, w1] of a convolution. */
export function resolvePads(space: Shape, kernel: Shape, strides: readonly number[], pad: Padding): number[] {
	if (pad === 'valid') return [0, 0, 0, 0, 0, 0];
	if (pad !== 'same') return perAxis(pad).flatMap((voxels) => [voxels, voxels]);
	return space.flatMap((extent, axis) => {
		const steps = Math.ceil(extent / strides[axis]!) - 1;
		const total = Math.max(steps * strides[axis]! + kernel[axis]! - extent, 0);
		return [Math.floor(total / 2), total - Math.floor(total / 2)];
	});
}

/**
 * Output shape of a convolution of x [B, D, H, W, Ci] with filter [kD, kH, kW, Ci, Co].
 *
 * @throws {OpError} where ranks or channels do not fit, or the kernel is larger than the padded volume.
 */
export function convShape(opName: string, x: Shape, filter: Shape, attributes: ConvAttributes): number[] {
	checkRank(opName, 'x', x, 5);
	checkRank(opName, 'filter', filter, 5);
	if (x[4] !== filter[3]) {
		throw new OpError(`${opName}: 'x' has ${x[4]} channels, but 'filter' takes ${filter[3]}`);
	}
	const space = [0, 1, 2].map((axis) => {
		const padded = x[axis + 1]! + attributes.pads[2 * axis]! + attributes.pads[2 * axis + 1]!;
		if (padded < filter[axis]!) {
			throw new OpError(
				`${opName}: kernel ${filter[axis]} is larger than the padded volume (${padded}) along ${'DHW'[axis]}`,
			);
		}
		return Math.floor((padded - filter[axis]!) / attributes.strides[axis]!) + 1;
	});
	return [x[0]!, ...space, filter[4]!];
}
