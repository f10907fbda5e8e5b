import type { Triple } from './grid.ts';

/** Three rows of four: the position `m · (i, j, k, 1)` in voxels, both sides from the centre (n − 1) / 2. */
export type PositionMatrix = readonly [Row, Row, Row];
type Row = readonly [number, number, number, number];

/** Parts of an affine transform in voxel space. */
export interface AffineParts {
	/** Angles about the axes i, j, k in radians; default 0. */
	readonly rotate?: Triple;
	/** Off-diagonal entries [ij, ik, ji, jk, ki, kj]; default 0. */
	readonly shear?: readonly [number, number, number, number, number, number];
	/** Voxels along i, j, k; default 0. */
	readonly translate?: Triple;
	/** Factors along i, j, k; default 1. */
	readonly scale?: Triple;
}

type Square = readonly (readonly number[])[];

/**
 * `rotate · shear · translate · scale` with rotate `Rᵢ(a) · Rⱼ(b) · Rₖ(c)`, as MONAI's Affine composes it.
 *
 * The matrix takes an output position to the input position that is read there, so a scale above 1 makes the object
 * smaller and a translation moves it the other way.
 */
export function affineMatrix(parts: AffineParts): PositionMatrix {
	const { rotate = [0, 0, 0], shear = [0, 0, 0, 0, 0, 0], translate = [0, 0, 0], scale = [1, 1, 1] } = parts;
	const [[ci, si], [cj, sj], [ck, sk]] = rotate.map((angle) => [Math.cos(angle), Math.sin(angle)]);
	const [ij, ik, ji, jk, ki, kj] = shear;
	const factors: Square[] = [
		square([1, 0, 0], [0, ci, -si], [0, si, ci]),
		square([cj, 0, sj], [0, 1, 0], [-sj, 0, cj]),
		square([ck, -sk, 0], [sk, ck, 0], [0, 0, 1]),
		square([1, ij, ik], [ji, 1, jk], [ki, kj, 1]),
		square([1, 0, 0], [0, 1, 0], [0, 0, 1], translate),
		square([scale[0], 0, 0], [0, scale[1], 0], [0, 0, scale[2]]),
	];
	const [a, b, c] = factors.reduce(multiply);
	return [a, b, c] as unknown as PositionMatrix;
}

function square(
	i: readonly number[],
	j: readonly number[],
	k: readonly number[],
	shift: Triple = [0, 0, 0],
): Square {
	return [
		[...i, shift[0]],
		[...j, shift[1]],
		[...k, shift[2]],
		[0, 0, 0, 1],
	];
}

function multiply(a: Square, b: Square): Square {
	return a.map((row) => [0, 1, 2, 3].map((c) => row.reduce((sum, value, n) => sum + value * b[n][c], 0)));
}
