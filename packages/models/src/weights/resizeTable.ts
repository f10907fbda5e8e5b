import * as tf from '@tensorflow/tfjs';
import { type Grid, perAxis } from '@unetr/blocks';
import { resize3d } from '@unetr/ops';

/**
 * A table of positions on another grid: each channel (tri)linear between the places of the old one, corners not
 * aligned, as `torch.nn.functional.interpolate`.
 *
 * @param values one row a place, the last axis fastest: [places, channels] row-major.
 * @param from places along each axis of `values`.
 * @param to those of the result.
 * Source: Dosovitskiy et al. 2021, sec. 3.2, on fine-tuning at another resolution.
 */
export async function resizeTable(values: Float32Array, from: Grid, to: Grid): Promise<Float32Array> {
	const [old, size] = [perAxis(from), perAxis(to)];
	const places = old[0] * old[1] * old[2];
	const table = tf.tidy(() => {
		const volume = tf.tensor(values, [1, ...old, values.length / places]); // [1, i, j, k, C]
		return resize3d(volume, { size, mode: 'trilinear', alignCorners: false });
	});
	const resized = (await table.data()) as Float32Array;
	table.dispose();
	return resized.slice();
}

/** The cube or square with as many places in all; undefined if none has that many. */
export function evenGrid(places: number, dims: 2 | 3): Grid | undefined {
	const side = Math.round(places ** (1 / dims));
	if (side ** dims !== places) return undefined;
	return dims === 2 ? [side, side] : [side, side, side];
}
