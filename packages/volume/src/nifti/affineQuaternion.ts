import { type Affine, affineSpacing, determinant } from '../affine.ts';

/** Cosine between two columns from which on an affine is no rotation times spacing. */
const SHEAR = 1e-5;

/** A rotation as NIfTI stores it: a >= 0 is left out. */
export interface Quaternion {
	readonly b: number;
	readonly c: number;
	readonly d: number;
	/** -1 where the grid is left-handed: k is turned over before the rotation. */
	readonly qfac: 1 | -1;
}

/** The quaternion of an affine, or undefined where the affine shears, which a qform cannot hold. */
export function affineQuaternion(affine: Affine): Quaternion | undefined {
	const [si, sj, sk] = affineSpacing(affine);
	const qfac = determinant(affine) < 0 ? -1 : 1;
	const [[xx, xy, xz], [yx, yy, yz], [zx, zy, zz]] = affine;
	const i = [xx / si, yx / si, zx / si] as const;
	const j = [xy / sj, yy / sj, zy / sj] as const;
	const k = [(qfac * xz) / sk, (qfac * yz) / sk, (qfac * zz) / sk] as const;
	if (Math.max(Math.abs(dot(i, j)), Math.abs(dot(i, k)), Math.abs(dot(j, k))) > SHEAR) return undefined;
	const [a, b, c, d] = rotationQuaternion(i, j, k);
	const sign = a < 0 ? -1 : 1;
	return { b: sign * b, c: sign * c, d: sign * d, qfac };
}

type Column = readonly [number, number, number];

/** The largest of a, b, c, d is the divisor, so that none of the others is lost to rounding. */
function rotationQuaternion(i: Column, j: Column, k: Column): readonly [number, number, number, number] {
	const squares = [
		1 + i[0] + j[1] + k[2],
		1 + i[0] - j[1] - k[2],
		1 - i[0] + j[1] - k[2],
		1 - i[0] - j[1] + k[2],
	];
	const largest = squares.indexOf(Math.max(...squares));
	const half = Math.sqrt(squares[largest]!) / 2;
	const over = 1 / (4 * half);
	const ab = (j[2] - k[1]) * over;
	const ac = (k[0] - i[2]) * over;
	const ad = (i[1] - j[0]) * over;
	const bc = (i[1] + j[0]) * over;
	const bd = (i[2] + k[0]) * over;
	const cd = (j[2] + k[1]) * over;
	if (largest === 0) return [half, ab, ac, ad];
	if (largest === 1) return [ab, half, bc, bd];
	if (largest === 2) return [ac, bc, half, cd];
	return [ad, bd, cd, half];
}

function dot(p: Column, q: Column): number {
	return p[0] * q[0] + p[1] * q[1] + p[2] * q[2];
}
