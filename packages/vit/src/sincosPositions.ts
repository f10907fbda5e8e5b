import { VitError } from './vitError.ts';

/**
 * Fixed position vectors of a grid of tokens: sines and cosines of each coordinate at C/6 frequencies.
 *
 * With ω_m = 10000^(−m / (C/6)), token (i, j, k) gets [sin jω, cos jω, sin iω, cos iω, sin kω, cos kω].
 *
 * @param grid tokens along i, j, k.
 * @param channels C, a multiple of 6.
 * @returns [N, C], k fastest.
 * @throws VitError if the channels are no multiple of 6.
 * Source: MONAI's `build_sincos_position_embedding`, whose order of axes is (j, i, k).
 */
export function sincosPositions(grid: readonly [number, number, number], channels: number): Float32Array {
	if (channels % 6 !== 0) {
		throw new VitError(`hiddenSize = ${channels} must be a multiple of 6 for sincos position embeddings`);
	}
	const frequencies = channels / 6;
	const omega = Array.from({ length: frequencies }, (_, m) => 10000 ** (-m / frequencies));
	const [gi, gj, gk] = grid;
	const positions = new Float32Array(gi * gj * gk * channels);
	let at = 0;
	for (let i = 0; i < gi; i++) {
		for (let j = 0; j < gj; j++) {
			for (let k = 0; k < gk; k++) {
				for (const coordinate of [j, i, k]) {
					for (const frequency of omega) positions[at++] = Math.sin(coordinate * frequency);
					for (const frequency of omega) positions[at++] = Math.cos(coordinate * frequency);
				}
			}
		}
	}
	return positions;
}
