import { VolumeError } from './volumeError.ts';

/** One row of an affine. */
export type Row4 = readonly [number, number, number, number];

/** Voxel index (i, j, k, 1) to world position (x, y, z, 1) in RAS+ mm, as four rows; the last is 0 0 0 1. */
export type Affine = readonly [Row4, Row4, Row4, Row4];

/** A point: a voxel index (i, j, k), or a world position (x, y, z) in RAS+ mm. */
export type Point3 = readonly [number, number, number];

/** Columns count as dependent below this |determinant| / product of their lengths. */
const SINGULAR = 1e-6;

/**
 * World position of a voxel index, `x = A · (i, j, k, 1)`.
 * @param affine voxel index to RAS+ mm
 * @param index (i, j, k), not necessarily whole
 * @returns (x, y, z) in RAS+ mm
 */
export function voxelToWorld(affine: Affine, index: Point3): [number, number, number] {
	const [x, y, z] = affine;
	return [applyRow(x, index), applyRow(y, index), applyRow(z, index)];
}

/**
 * Voxel index of a world position, `(i, j, k, 1) = A⁻¹ · x`.
 * @param affine voxel index to RAS+ mm
 * @param positionMm (x, y, z) in RAS+ mm
 * @returns (i, j, k), not necessarily whole
 * @throws VolumeError if the affine is singular
 */
export function worldToVoxel(affine: Affine, positionMm: Point3): [number, number, number] {
	return voxelToWorld(invertAffine(affine), positionMm);
}

/**
 * Product of two affines: `b` first, then `a`.
 * @returns `a · b`
 */
export function multiplyAffine(a: Affine, b: Affine): Affine {
	const times = (row: Row4): Row4 => {
		const column = (c: 0 | 1 | 2 | 3): number =>
			row[0] * b[0][c] + row[1] * b[1][c] + row[2] * b[2][c] + row[3] * b[3][c];
		return [column(0), column(1), column(2), column(3)];
	};
	return [times(a[0]), times(a[1]), times(a[2]), times(a[3])];
}

/**
 * Inverse of an affine: RAS+ mm to voxel index.
 * @throws VolumeError if the affine is singular
 */
export function invertAffine(affine: Affine): Affine {
	const fault = affineFault(affine);
	if (fault !== undefined) throw new VolumeError(`the affine ${fault}, so it has no inverse`);
	const [[a, b, c, x], [d, e, f, y], [g, h, i, z]] = affine;
	const det = determinant(affine);
	const inverseRow = (p: number, q: number, r: number): Row4 => [
		p / det,
		q / det,
		r / det,
		-(p * x + q * y + r * z) / det,
	];
	return [
		inverseRow(e * i - f * h, c * h - b * i, b * f - c * e),
		inverseRow(f * g - d * i, a * i - c * g, c * d - a * f),
		inverseRow(d * h - e * g, b * g - a * h, a * e - b * d),
		[0, 0, 0, 1],
	];
}

/**
 * Voxel size along i, j and k: the lengths of the affine's first three columns.
 * @returns spacing in mm
 */
export function affineSpacing(affine: Affine): [number, number, number] {
	const length = (c: 0 | 1 | 2): number => Math.hypot(affine[0][c], affine[1][c], affine[2][c]);
	return [length(0), length(1), length(2)];
}

/**
 * Affine of an unrotated grid: i, j, k run to the right, to the front and upwards.
 * @param spacingMm voxel size along i, j, k
 * @param originMm world position of the first voxel's centre, RAS+ mm
 */
export function scalingAffine(spacingMm: Point3, originMm: Point3 = [0, 0, 0]): Affine {
	return [
		[spacingMm[0], 0, 0, originMm[0]],
		[0, spacingMm[1], 0, originMm[1]],
		[0, 0, spacingMm[2], originMm[2]],
		[0, 0, 0, 1],
	];
}

/** What is wrong with an affine, to go on after "the affine …"; undefined where nothing is. */
export function affineFault(affine: Affine): string | undefined {
	if (affine.length !== 4 || affine.some((row) => row.length !== 4))
		return 'does not have 4 rows of 4 numbers';
	if (!affine.flat().every(Number.isFinite)) return 'holds a value that is not finite';
	const [x, y, z, w] = affine[3];
	if (x !== 0 || y !== 0 || z !== 0 || w !== 1) return `has the last row ${affine[3].join(' ')}, not 0 0 0 1`;
	const [si, sj, sk] = affineSpacing(affine);
	if (!(Math.abs(determinant(affine)) > SINGULAR * si * sj * sk)) {
		return `is singular (voxel sizes ${si} ${sj} ${sk} mm), so voxels have no place of their own`;
	}
	return undefined;
}

function applyRow(row: Row4, [p, q, r]: Point3): number {
	return row[0] * p + row[1] * q + row[2] * r + row[3];
}

/** Determinant of the upper left 3×3 block: below 0 for a left-handed grid. */
export function determinant([[a, b, c], [d, e, f], [g, h, i]]: Affine): number {
	return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
