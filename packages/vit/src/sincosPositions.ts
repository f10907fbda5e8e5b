import type { Grid } from '@unetr/blocks';
import { VitError } from './vitError.ts';

/**
 * Fixed position vectors of a grid of tokens: sines and cosines of each coordinate at C/6 frequencies, C/4 on a plane.
 *
 * With ω_m = 10000^(−m / (C/6)), token (i, j, k) gets [sin jω, cos jω, sin iω, cos iω, sin kω, cos kω]; (i, j) of a plane
 * the first four.
 *
 * @param grid tokens along i, j and, in three dimensions, k.
 * @param channels C, a multiple of 6, or of 4 on a plane.
 * @returns [N, C], the last axis fastest.
 * @throws VitError if the channels are no such multiple.
 * Source: MONAI's `build_sincos_position_embedding`, whose order of axes is (j, i, k).
 */
export function sincosPositions(grid: Grid, channels: number): Float32Array {
	const waves = 2 * grid.length;
	if (channels % waves !== 0) {
		throw new VitError(
			`hiddenSize = ${channels} must be a multiple of ${waves} for sincos position embeddings`,
		);
	}
	const frequencies = channels / waves;
	const omega = Array.from({ length: frequencies }, (_, m) => 10000 ** (-m / frequencies));
	const [gi, gj, gk = 1] = grid;
	const positions = new Float32Array(gi * gj * gk * channels);
	let at = 0;
	for (let i = 0; i < gi; i++) {
		for (let j = 0; j < gj; j++) {
			for (let k = 0; k < gk; k++) {
				for (const coordinate of [j, i, k].slice(0, grid.length)) {
					for (const frequency of omega) positions[at++] = Math.sin(coordinate * frequency);
					for (const frequency of omega) positions[at++] = Math.cos(coordinate * frequency);
				}
			}
		}
	}
	return positions;
}
