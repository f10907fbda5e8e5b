import type { Affine } from '@unetr/volume';
import type { Triple } from './grid.ts';
import { TransformsError } from './transformsError.ts';

/** For each voxel axis i, j, k: the world axis (0 x, 1 y, 2 z of RAS+) it runs along and in which direction. */
export interface AxisMap {
	readonly world: Triple;
	readonly sign: Triple;
}

const LETTERS = ['LR', 'PA', 'IS'];

/** Reads three letters such as `RAS`. */
export function parseAxisCodes(codes: string): AxisMap {
	const world = [...codes].map((letter) => LETTERS.findIndex((pair) => pair.includes(letter)));
	if (world.length !== 3 || [0, 1, 2].some((axis) => !world.includes(axis))) {
		throw new TransformsError(
			`"${codes}" is no orientation; give one of L/R, one of P/A and one of I/S in any order, such as RAS.`,
		);
	}
	const sign = [...codes].map((letter, a) => (LETTERS[world[a]][1] === letter ? 1 : -1));
	return { world: world as unknown as Triple, sign: sign as unknown as Triple };
}

/**
 * The closest axis permutation with signs, found as nibabel's `io_orientation` does: from the rotation closest to
 * the affine without its zooms, voxel axes in the order of their largest component.
 */
export function closestAxes(affine: Affine): AxisMap {
	const rotation = nearestRotation(affine);
	const peak = (a: number): number => Math.max(...rotation.map((row) => row[a] ** 2));
	const order = [0, 1, 2].sort((a, b) => peak(b) - peak(a));
	const world: [number, number, number] = [0, 0, 0];
	const sign: [number, number, number] = [1, 1, 1];
	const free = new Set([0, 1, 2]);
	for (const a of order) {
		let best = -1;
		for (const row of free) {
			if (best < 0 || Math.abs(rotation[row][a]) > Math.abs(rotation[best][a])) best = row;
		}
		free.delete(best);
		world[a] = best;
		sign[a] = rotation[best][a] < 0 ? -1 : 1;
	}
	return { world, sign };
}

/** Orthogonal polar factor by Newton's iteration X <- (X + X⁻ᵀ) / 2 (Higham 1986, SIAM J. Sci. Stat. Comput. 7:1160). */
function nearestRotation(affine: Affine): number[][] {
	const zooms = [0, 1, 2].map((a) => Math.hypot(affine[0][a], affine[1][a], affine[2][a]));
	let matrix = [0, 1, 2].map((row) => [0, 1, 2].map((a) => affine[row][a] / zooms[a]));
	for (let step = 0; step < 40; step++) {
		const transposedInverse = inverseTransposed(matrix, affine);
		const next = matrix.map((row, r) => row.map((value, a) => (value + transposedInverse[r][a]) / 2));
		const change = Math.max(
			...next.flatMap((row, r) => row.map((value, a) => Math.abs(value - matrix[r][a]))),
		);
		matrix = next;
		if (change < 1e-15) break;
	}
	return matrix;
}

function inverseTransposed(m: number[][], affine: Affine): number[][] {
	const cofactor = (r: number, c: number): number => {
		const [r1, r2, c1, c2] = [(r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3];
		return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
	};
	const determinant = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
	if (!(Math.abs(determinant) > 1e-12)) {
		const rows = affine.slice(0, 3).map((row) => `[${row.join(', ')}]`);
		throw new TransformsError(
			`The affine ${rows.join(' ')} is singular, so its axes have no orientation; repair the header first.`,
		);
	}
	return [0, 1, 2].map((r) => [0, 1, 2].map((c) => cofactor(r, c) / determinant));
}
