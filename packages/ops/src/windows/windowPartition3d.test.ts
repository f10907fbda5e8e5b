import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { OpError, useBackend, windowPartition3d, windowReverse3d } from '../index.ts';
import { windowCases, windowCounts, windowsShape } from './windowGeometry.ts';

type Triple = [number, number, number];

/** Voxel by voxel from the definition: position p of the moved volume holds voxel (p + shift) mod the padded extent. */
function windowsByDefinition(
	x: tf.Tensor,
	window: readonly number[],
	shift: readonly number[],
): { values: number[]; shape: number[] } {
	const [B, D, H, W, C] = x.shape as [number, number, number, number, number];
	const size: Triple = [D, H, W];
	const counts = windowCounts(size, window) as Triple;
	const source = x.dataSync();
	const shape = windowsShape(x.shape, window);
	const values = new Array<number>(shape[0]! * shape[1]! * C).fill(0);
	const positions = (axis: number) => Array.from({ length: counts[axis]! * window[axis]! }, (_, p) => p);
	for (let b = 0; b < B; b++) {
		for (const i of positions(0)) {
			for (const j of positions(1)) {
				for (const k of positions(2)) {
					const at: Triple = [i, j, k];
					const voxel = at.map((p, axis) => (p + shift[axis]!) % (counts[axis]! * window[axis]!)) as Triple;
					if (voxel.some((v, axis) => v >= size[axis]!)) continue;
					const flat = (index: readonly number[], extents: readonly number[]) =>
						index.reduce((sum, value, axis) => sum * extents[axis]! + value, 0);
					const windowIndex = flat(
						[b, ...at.map((p, axis) => Math.floor(p / window[axis]!))],
						[B, ...counts],
					);
					const inner = flat(
						at.map((p, axis) => p % window[axis]!),
						window,
					);
					for (let c = 0; c < C; c++) {
						values[(windowIndex * shape[1]! + inner) * C + c] =
							source[flat([b, ...voxel, c], [B, ...size, C])]!;
					}
				}
			}
		}
	}
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
