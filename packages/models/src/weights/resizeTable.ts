import * as tf from '@tensorflow/tfjs';
import type { Triple } from '@unetr/blocks';
import { resize3d } from '@unetr/ops';

/**
 * A table of positions on another grid: each channel trilinear between the places of the old one, corners not
 * aligned, as `torch.nn.functional.interpolate`.
 *
 * @param values one row a place, k fastest: [places, channels] row-major.
 * @param from places along i, j, k of `values`.
 * @param to those of the result.
 * Source: Dosovitskiy et al. 2021, sec. 3.2, on fine-tuning at another resolution.
 */
export async function resizeTable(values: Float32Array, from: Triple, to: Triple): Promise<Float32Array> {
	const places = from[0] * from[1] * from[2];
	const table = tf.tidy(() => {
		const volume = tf.tensor(values, [1, ...from, values.length / places]); // [1, i, j, k, C]
		return resize3d(volume, { size: to, mode: 'trilinear', alignCorners: false });
	});
	const resized = (await table.data()) as Float32Array;
	table.dispose();
	return resized.slice();
}

/** The grid with as many places along each axis; undefined if none has that many. */
export function cubicGrid(places: number): Triple | undefined {
	const side = Math.round(Math.cbrt(places));
	return side ** 3 === places ? [side, side, side] : undefined;
}
