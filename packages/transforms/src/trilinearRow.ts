import type { Grid, Triple } from './grid.ts';

/** Position in input voxels of a row's first output voxel, then its step per output voxel: [x, y, z, dx, dy, dz]. */
export type RowPosition = Float64Array;

/**
 * Interpolates one output row along k. Voxels whose eight neighbours all lie inside are one stretch of the row and go
 * through a loop without bounds checks. Positions are `x + n · dx`, never summed up.
 *
 * @param to index in `target` of the row's first value
 * @param count output voxels in the row
 */
export function trilinearRow(
	source: Grid<Float32Array>,
	target: Float32Array,
	to: number,
	count: number,
	at: RowPosition,
	border: boolean,
): void {
	const { shape, channels } = source;
	let [first, end] = [0, count];
	for (let axis = 0; axis < 3; axis++) {
		const [x, dx, high] = [at[axis], at[axis + 3], shape[axis] - 1];
		const [a, b] = [(0 - x) / dx, (high - x) / dx]; // not finite for dx = 0; the exact test below decides then
		if (dx !== 0) first = Math.max(first, Math.ceil(Math.min(a, b)));
		if (dx !== 0) end = Math.min(end, Math.floor(Math.max(a, b)) + 1);
	}
	while (first < end && !isInside(shape, at, first)) first++;
	while (first < end && !isInside(shape, at, end - 1)) end--;
	if (first >= end) first = end = 0;
	for (let n = 0; n < first; n++) sampleChecked(source, target, to + n * channels, n, at, border);
	sampleInside(source, target, to, first, end, at);
	for (let n = end; n < count; n++) sampleChecked(source, target, to + n * channels, n, at, border);
}

function isInside(shape: Triple, at: RowPosition, n: number): boolean {
	const [x, y, z] = [at[0] + n * at[3], at[1] + n * at[4], at[2] + n * at[5]];
	return x >= 0 && y >= 0 && z >= 0 && x < shape[0] - 1 && y < shape[1] - 1 && z < shape[2] - 1;
}

function sampleInside(
	{ values, shape, channels }: Grid<Float32Array>,
	target: Float32Array,
	to: number,
	first: number,
	end: number,
	at: RowPosition,
): void {
	const [x0, y0, z0, dx, dy, dz] = [at[0], at[1], at[2], at[3], at[4], at[5]];
	const [nj, nk] = [shape[1], shape[2]];
	const [stepI, stepJ] = [nj * nk * channels, nk * channels];
	for (let n = first; n < end; n++) {
		const [x, y, z] = [x0 + n * dx, y0 + n * dy, z0 + n * dz];
		const [i, j, k] = [x | 0, y | 0, z | 0];
		const [fx, fy, fz] = [x - i, y - j, z - k];
		const corner = ((i * nj + j) * nk + k) * channels;
		for (let c = 0; c < channels; c++) {
			const o = corner + c;
			const a = values[o] + (values[o + channels] - values[o]) * fz;
			const p = o + stepJ;
			const b = values[p] + (values[p + channels] - values[p]) * fz;
			const q = o + stepI;
			const d = values[q] + (values[q + channels] - values[q]) * fz;
			const r = q + stepJ;
			const e = values[r] + (values[r + channels] - values[r]) * fz;
			const near = a + (b - a) * fy;
			target[to + n * channels + c] = near + (d + (e - d) * fy - near) * fx;
		}
	}
}

function sampleChecked(
	{ values, shape, channels }: Grid<Float32Array>,
	target: Float32Array,
	to: number,
	n: number,
	at: RowPosition,
	border: boolean,
): void {
	const [ni, nj, nk] = shape;
	let [x, y, z] = [at[0] + n * at[3], at[1] + n * at[4], at[2] + n * at[5]];
	if (border) {
		x = Math.min(Math.max(x, 0), ni - 1);
		y = Math.min(Math.max(y, 0), nj - 1);
		z = Math.min(Math.max(z, 0), nk - 1);
	} else if (!(x > -1 && y > -1 && z > -1 && x < ni && y < nj && z < nk)) return; // the target holds zeros
	const [i, j, k] = [Math.floor(x), Math.floor(y), Math.floor(z)];
	for (let c = 0; c < channels; c++) {
		let sum = 0;
		for (let bits = 0; bits < 8; bits++) {
			const [ci, cj, ck] = [i + (bits >> 2), j + ((bits >> 1) & 1), k + (bits & 1)];
			if (ci < 0 || cj < 0 || ck < 0 || ci >= ni || cj >= nj || ck >= nk) continue;
			const weight = (1 - Math.abs(x - ci)) * (1 - Math.abs(y - cj)) * (1 - Math.abs(z - ck));
			sum += weight * values[((ci * nj + cj) * nk + ck) * channels + c];
		}
		target[to + c] = sum;
	}
}
