import * as tf from '@tensorflow/tfjs';
import { checkLeast, checkRank } from '../checkShape.ts';
import { perAxis } from '../conv3d/geometry.ts';
import { padAxis, sliceAxis } from '../conv3d/volumeSlices.ts';
import type { Shape } from '../op.ts';
import { OpError } from '../opError.ts';

/** Voxels of a window, from window to window, and of padding on both sides, along D, H, W. */
export interface PoolAttributes {
	readonly kernel: readonly number[];
	readonly strides: readonly number[];
	readonly pads: readonly number[];
	readonly [name: string]: number | readonly number[];
}

/** Options of the pooling ops: one number for all axes, or one for each. */
export interface PoolOptions {
	readonly kernel: number | readonly [number, number, number];
	/** The kernel by default. */
	readonly strides?: number | readonly [number, number, number];
	/** Voxels on both sides, at most half the kernel; 0 by default. */
	readonly pad?: number | readonly [number, number, number];
}

/** Attributes that options mean. */
export function poolAttributes({ kernel, strides = kernel, pad = 0 }: PoolOptions): PoolAttributes {
	return { kernel: perAxis(kernel), strides: perAxis(strides), pads: perAxis(pad) };
}

/** Sizes at which the pooling ops are tested. */
export const poolCases: readonly {
	readonly name: string;
	readonly x: number[];
	readonly attributes: PoolAttributes;
}[] = [
	{
		name: 'k2s2',
		x: [2, 4, 6, 5, 3],
		attributes: { kernel: [2, 2, 2], strides: [2, 2, 2], pads: [0, 0, 0] },
	},
	{
		name: 'k3s2p1',
		x: [1, 7, 6, 5, 4],
		attributes: { kernel: [3, 3, 3], strides: [2, 2, 2], pads: [1, 1, 1] },
	},
	{
		name: 'k3s1p1',
		x: [1, 3, 4, 5, 17],
		attributes: { kernel: [3, 3, 3], strides: [1, 1, 1], pads: [1, 1, 1] },
	},
	{
		name: 'k311',
		x: [2, 5, 2, 3, 1],
		attributes: { kernel: [3, 1, 1], strides: [1, 1, 1], pads: [1, 0, 0] },
	},
	{
		name: 'k221',
		x: [1, 4, 4, 3, 16],
		attributes: { kernel: [2, 2, 1], strides: [2, 2, 1], pads: [0, 0, 0] },
	},
	{
		name: 'k234s121p012',
		x: [1, 5, 4, 9, 5],
		attributes: { kernel: [2, 3, 4], strides: [1, 2, 1], pads: [0, 1, 2] },
	},
	{
		name: 'k2s3',
		x: [2, 8, 1, 5, 7],
		attributes: { kernel: [2, 1, 2], strides: [3, 2, 3], pads: [0, 0, 1] },
	},
];

/** @throws {OpError} unless x is a volume and each window has a voxel of it. */
export function pooledShape(opName: string, x: Shape, { kernel, strides, pads }: PoolAttributes): number[] {
	checkRank(opName, 'x', x, 5);
	checkLeast(opName, 'kernel', kernel, 1);
	checkLeast(opName, 'strides', strides, 1);
	checkLeast(opName, 'pads', pads, 0);
	const space = kernel.map((extent, axis) => {
		const pad = pads[axis]!;
		if (2 * pad > extent) {
			throw new OpError(
				`${opName}: padding ${pad} along ${'DHW'[axis]} is more than half the kernel's ${extent}`,
			);
		}
		const padded = x[axis + 1]! + 2 * pad;
		if (padded < extent) {
			throw new OpError(
				`${opName}: kernel ${extent} is larger than the padded volume (${padded}) along ${'DHW'[axis]}`,
			);
		}
		return Math.floor((padded - extent) / strides[axis]!) + 1;
	});
	return [x[0]!, ...space, x[4]!];
}

/** Every tap of the kernel in row-major order. */
export function tapsOf(kernel: readonly number[]): (readonly [number, number, number])[] {
	const [kD, kH, kW] = kernel as [number, number, number];
	return Array.from(
		{ length: kD * kH * kW },
		(_, tap) => [Math.floor(tap / (kH * kW)), Math.floor(tap / kW) % kH, tap % kW] as const,
	);
}

/** Pads each axis with zeros, and at the end up to whole strides. */
export function padForTaps(x: tf.Tensor, { kernel, strides, pads }: PoolAttributes): tf.Tensor {
	return [1, 2, 3].reduce((volume, axis) => {
		const [extent, a] = [volume.shape[axis]!, axis - 1];
		const count = Math.floor((extent + 2 * pads[a]! - kernel[a]!) / strides[a]!) + 1;
		const needed = kernel[a]! - 1 + count * strides[a]!;
		const after = Math.max(needed - extent - pads[a]!, 0);
		return padAxis(volume, axis, pads[a]!, after);
	}, x);
}

/** The voxels that one tap meets: every stride-th of each axis, from the tap on. */
export function metByTap(
	padded: tf.Tensor,
	tap: readonly number[],
	strides: readonly number[],
	pooled: readonly number[],
): tf.Tensor {
	return [1, 2, 3].reduce((volume, axis) => {
		const [stride, count] = [strides[axis - 1]!, pooled[axis]!];
		const run = sliceAxis(volume, axis, tap[axis - 1]!, stride * count);
		if (stride === 1) return run;
		const outer = run.shape.slice(0, axis).reduce((product, extent) => product * extent, 1);
		const inner = run.shape.slice(axis + 1).reduce((product, extent) => product * extent, 1);
		const split = tf.reshape(run, [outer * count, stride, inner]);
		const firsts = tf.slice(split, [0, 0, 0], [outer * count, 1, inner]);
		return tf.reshape(
			firsts,
			run.shape.map((extent, index) => (index === axis ? count : extent)),
		);
	}, padded);
}
