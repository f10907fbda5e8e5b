import { checkLeast, checkRank } from '../checkShape.ts';
import type { Shape } from '../op.ts';
import { OpError } from '../opError.ts';

/**
 * Strides over D, H, W, padding before and after each, [d0, d1, h0, h1, w0, w1], distance between the kernel's taps,
 * and groups of channels that are convolved apart.
 */
export interface ConvAttributes {
	readonly strides: readonly number[];
	readonly pads: readonly number[];
	readonly dilations: readonly number[];
	readonly groups: number;
	readonly [name: string]: number | readonly number[];
}

/** Zero padding: TensorFlow's 'same' or 'valid', or PyTorch's symmetric number of voxels per axis. */
export type Padding = 'same' | 'valid' | number | readonly [number, number, number];

/** One number for all three axes, or one an axis. */
export const perAxis = (value: number | readonly number[]): readonly number[] =>
	typeof value === 'number' ? [value, value, value] : value;

/** Voxels from a kernel's first tap to its last, both included. */
export const reachOf = (kernel: number, dilation: number): number => dilation * (kernel - 1) + 1;

/** Padding voxels [d0, d1, h0, h1, w0, w1] of a convolution. */
export function resolvePads(
	space: Shape,
	kernel: Shape,
	strides: readonly number[],
	pad: Padding,
	dilations: readonly number[] = [1, 1, 1],
): number[] {
	if (pad === 'valid') return [0, 0, 0, 0, 0, 0];
	if (pad !== 'same') return perAxis(pad).flatMap((voxels) => [voxels, voxels]);
	return space.flatMap((extent, axis) => {
		const steps = Math.ceil(extent / strides[axis]!) - 1;
		const total = Math.max(steps * strides[axis]! + reachOf(kernel[axis]!, dilations[axis]!) - extent, 0);
		return [Math.floor(total / 2), total - Math.floor(total / 2)];
	});
}

/**
 * Output shape of a convolution of x [B, D, H, W, Ci] with filter [kD, kH, kW, Ci / groups, Co].
 *
 * @throws {OpError} where ranks or channels do not fit, an attribute is too small, or the kernel is larger than the padded volume.
 */
export function convShape(opName: string, x: Shape, filter: Shape, attributes: ConvAttributes): number[] {
	checkRank(opName, 'x', x, 5);
	checkRank(opName, 'filter', filter, 5);
	const { groups, pads, strides, dilations } = attributes;
	checkLeast(opName, 'strides', strides, 1);
	checkLeast(opName, 'dilations', dilations, 1);
	checkLeast(opName, 'pads', pads, 0);
	if (!(Number.isSafeInteger(groups) && groups >= 1)) {
		throw new OpError(`${opName}: groups must be a whole number from 1 on, but it is ${groups}`);
	}
	if (x[4] !== filter[3]! * groups) {
		const taken = groups === 1 ? filter[3] : `${groups} groups of ${filter[3]}`;
		throw new OpError(`${opName}: 'x' has ${x[4]} channels, but 'filter' takes ${taken}`);
	}
	if (filter[4]! % groups !== 0) {
		throw new OpError(`${opName}: 'filter' gives ${filter[4]} channels, no multiple of ${groups} groups`);
	}
	const space = [0, 1, 2].map((axis) => {
		const padded = x[axis + 1]! + pads[2 * axis]! + pads[2 * axis + 1]!;
		const reach = reachOf(filter[axis]!, dilations[axis]!);
		if (padded < reach) {
			throw new OpError(
				`${opName}: kernel ${reach} is larger than the padded volume (${padded}) along ${'DHW'[axis]}`,
			);
		}
		return Math.floor((padded - reach) / strides[axis]!) + 1;
	});
	return [x[0]!, ...space, filter[4]!];
}
