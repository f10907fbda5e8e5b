import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { OpError, useBackend, windowPartition3d, windowReverse3d } from '../index.ts';
import { windowCases, windowCounts, windowsShape } from './windowGeometry.ts';

/** Row-major index of a place in an array of these extents. */
const flat = (place: readonly number[], extents: readonly number[]): number =>
	place.reduce((sum, index, axis) => sum * extents[axis]! + index, 0);

/** The place of a row-major index. */
const placeOf = (index: number, extents: readonly number[]): number[] =>
	extents.map((extent, axis) => {
		const inner = extents.slice(axis + 1).reduce((product, other) => product * other, 1);
		return Math.floor(index / inner) % extent;
	});

/** Value by value from the definition: position p of an axis holds voxel (p + shift) mod the padded extent. */
function windowsByDefinition(
	x: tf.Tensor,
	window: readonly number[],
	shift: readonly number[],
): { values: number[]; shape: number[] } {
	const [batch, ...size] = x.shape.slice(0, 4) as [number, ...number[]];
	const source = x.dataSync();
	const counts = windowCounts(size, window);
	const shape = windowsShape(x.shape, window);
	const length = shape.reduce((product, extent) => product * extent, 1);
	const values = Array.from({ length }, (_, index) => {
		const [row, inner, c] = placeOf(index, shape) as [number, number, number];
		const [b, ...corner] = placeOf(row, [batch, ...counts]) as [number, ...number[]];
		const voxel = placeOf(inner, window).map((within, axis) => {
			const position = corner[axis]! * window[axis]! + within;
			return (position + shift[axis]!) % (counts[axis]! * window[axis]!);
		});
		const inside = voxel.every((index, axis) => index < size[axis]!);
		return inside ? source[flat([b, ...voxel, c], x.shape)]! : 0;
	});
	return { values, shape };
}

describe('windows', () => {
	beforeAll(() => useBackend('cpu'));

	it.each(windowCases)('$name: equals the definition, and reverses', ({ x: shape, attributes }) => {
		const { window, shift } = attributes;
		tf.tidy(() => {
			const x = tf.reshape(tf.range(1, shape.reduce((product, extent) => product * extent, 1) + 1), shape);
			const windows = windowPartition3d(x, { window, shift });
			const expected = windowsByDefinition(x, window, shift);
			expect(windows.shape).toEqual(expected.shape);
			expect([...windows.dataSync()]).toEqual(expected.values);
			const back = windowReverse3d(windows, { window, shift, size: shape.slice(1, 4) });
			expect([...back.dataSync()]).toEqual([...x.dataSync()]);
		});
	});

	it.each([
		{
			what: 'a shift as large as the window',
			call: () => windowPartition3d(tf.ones([1, 4, 4, 4, 1]), { window: [2, 2, 2], shift: [0, 2, 0] }),
			says: 'along H the window must be 1 or more and the shift 0 or more and less than it',
		},
		{
			what: 'windows of another volume',
			call: () =>
				windowReverse3d(tf.ones([7, 8, 1]), { window: [2, 2, 2], shift: [0, 0, 0], size: [4, 4, 4] }),
			says: '7 windows are no multiple of the 8',
		},
		{
			what: 'windows of another length',
			call: () =>
				windowReverse3d(tf.ones([8, 9, 1]), { window: [2, 2, 2], shift: [0, 0, 0], size: [4, 4, 4] }),
			says: "'windows' must have shape [8, 8, 1]",
		},
	])('refuses $what', ({ call, says }) => {
		expect(call).toThrow(OpError);
		expect(call).toThrow(says);
	});
});
