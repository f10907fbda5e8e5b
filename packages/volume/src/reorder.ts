import { arrayLike, type VoxelArray } from './voxelArray.ts';

type Words = Uint8Array | Uint16Array | Uint32Array | Float64Array;

/** Edge of the cubes that are copied at a time: strided reads and writes then share cache lines. */
const BLOCK = 16;

/**
 * Where the elements of an output array lie in the source: output [a, b, c] (c fastest, no gaps) is read from
 * `offset + a * strides[0] + b * strides[1] + c * strides[2]`. Strides may be negative.
 */
export interface Reading {
	readonly shape: readonly [number, number, number];
	readonly strides: readonly [number, number, number];
	readonly offset: number;
}

/** Copies elements bit for bit into another order; the result has the type of the source. */
export function reorder<T extends VoxelArray>(source: T, reading: Reading, channels: number): T {
	const { shape } = reading;
	const perChannel = shape[0] * shape[1] * shape[2];
	const target = arrayLike(source, perChannel * channels);
	for (let c = 0; c < channels; c++) {
		const plane = { ...reading, offset: reading.offset + c * perChannel };
		copyBlocks(source, target, plane, { start: c * perChannel, step: 1 });
	}
	return target;
}

/**
 * Copies one channel bit for bit into another order; the target's elements lie `step` apart from `start` on.
 * @param source of the same type as the target
 */
export function copyBlocks<T extends VoxelArray>(
	source: T,
	target: T,
	reading: Reading,
	place: { readonly start: number; readonly step: number },
): void {
	copyWords(asWords(source), asWords(target), reading, place);
}

function copyWords(
	source: Words,
	target: Words,
	{ shape, strides, offset }: Reading,
	{ start, step }: { readonly start: number; readonly step: number },
): void {
	const [na, nb, nc] = shape;
	for (let a0 = 0; a0 < na; a0 += BLOCK) {
		const a1 = Math.min(a0 + BLOCK, na);
		for (let b0 = 0; b0 < nb; b0 += BLOCK) {
			const b1 = Math.min(b0 + BLOCK, nb);
			for (let c0 = 0; c0 < nc; c0 += BLOCK) {
				const c1 = Math.min(c0 + BLOCK, nc);
				for (let a = a0; a < a1; a++) {
					for (let b = b0; b < b1; b++) {
						let from = offset + a * strides[0] + b * strides[1] + c0 * strides[2];
						let to = start + ((a * nb + b) * nc + c0) * step;
						for (let c = c0; c < c1; c++, from += strides[2], to += step) target[to] = source[from];
					}
				}
			}
		}
	}
}

/** The same bytes as unsigned words, so that four loops serve all element types. */
function asWords(values: VoxelArray): Words {
	const { buffer, byteOffset, length, BYTES_PER_ELEMENT } = values;
	if (BYTES_PER_ELEMENT === 1) return new Uint8Array(buffer, byteOffset, length);
	if (BYTES_PER_ELEMENT === 2) return new Uint16Array(buffer, byteOffset, length);
	if (BYTES_PER_ELEMENT === 4) return new Uint32Array(buffer, byteOffset, length);
	return values as Float64Array;
}
