import { type Affine, affineFault, affineSpacing } from './affine.ts';
import { VolumeError } from './volumeError.ts';

/** The world axis that a voxel axis runs along: 0 right, 1 anterior, 2 superior; `sign` -1 is the other way. */
export interface AxisDirection {
	readonly world: 0 | 1 | 2;
	readonly sign: 1 | -1;
}

/** The directions of the voxel axes i, j, k. */
export type AxisDirections = readonly [AxisDirection, AxisDirection, AxisDirection];

const AXES = [0, 1, 2] as const;
/** Of each world axis the letter of its negative and of its positive end. */
const LETTERS = ['LR', 'PA', 'IS'] as const;

/**
 * Reads an orientation code.
 * @param code direction in which i, j and k grow, one of R/L, A/P and S/I each, in any order ('RAS', 'LPI' …)
 * @throws VolumeError for anything else
 */
export function parseOrientation(code: string): AxisDirections {
	const world = [...code].map((letter) => AXES.find((axis) => LETTERS[axis].includes(letter)));
	if (world.length !== 3 || AXES.some((axis) => !world.includes(axis))) {
		throw new VolumeError(
			`"${code}" is no orientation; give one of L/R, one of P/A and one of I/S in any order, such as RAS`,
		);
	}
	const direction = (axis: 0 | 1 | 2): AxisDirection => ({
		world: world[axis]!,
		sign: LETTERS[world[axis]!][1] === code[axis] ? 1 : -1,
	});
	return [direction(0), direction(1), direction(2)];
}

/**
 * The world axis that each voxel axis i, j, k runs along, every world axis once: from the rotation closest to the affine
 * without its zooms, voxel axes in the order of their largest component (nibabel's `io_orientation`).
 * @param affine voxel index to RAS+ mm
 * @throws VolumeError where the affine is singular
 */
export function axisDirections(affine: Affine): AxisDirections {
	const rotation = nearestRotation(affine);
	const peak = (axis: 0 | 1 | 2): number => Math.max(...rotation.map((row) => row[axis] ** 2));
	// A stable sort: at an exact tie the lower voxel axis chooses first.
	const order = [...AXES].sort((a, b) => peak(b) - peak(a));
	const directions: AxisDirection[] = [];
	const free = new Set<0 | 1 | 2>(AXES);
	for (const axis of order) {
		const world = [...free].reduce((best, row) =>
			Math.abs(rotation[row][axis]) > Math.abs(rotation[best][axis]) ? row : best,
		);
		free.delete(world);
		directions[axis] = { world, sign: rotation[world][axis] < 0 ? -1 : 1 };
	}
	return [directions[0], directions[1], directions[2]];
}

/**
 * Orientation code: the direction in which i, j and k grow, one letter each of R/L, A/P, S/I ('RAS', 'LPI' …).
 * @param affine voxel index to RAS+ mm
 */
export function orientationCode(affine: Affine): string {
	return axisDirections(affine)
		.map(({ world, sign }) => LETTERS[world][sign > 0 ? 1 : 0])
		.join('');
}

/** Orthogonal polar factor by Newton's iteration X <- (X + X⁻ᵀ) / 2 (Higham 1986, SIAM J. Sci. Stat. Comput. 7:1160). */
function nearestRotation(affine: Affine): number[][] {
	const fault = affineFault(affine);
	if (fault !== undefined) throw new VolumeError(`the affine ${fault}, so its axes have no orientation`);
	const zooms = affineSpacing(affine);
	let matrix = AXES.map((row) => AXES.map((axis) => affine[row][axis] / zooms[axis]));
	for (let step = 0; step < 40; step++) {
		const inverse = transposedInverse(matrix);
		const next = matrix.map((row, r) => row.map((value, axis) => (value + inverse[r][axis]) / 2));
		const changes = next.flatMap((row, r) => row.map((value, axis) => Math.abs(value - matrix[r][axis])));
		matrix = next;
		if (Math.max(...changes) < 1e-15) break;
	}
	return matrix;
}

function transposedInverse(m: number[][]): number[][] {
	const cofactor = (r: number, c: number): number => {
		const [r1, r2, c1, c2] = [(r + 1) % 3, (r + 2) % 3, (c + 1) % 3, (c + 2) % 3];
		return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
	};
	const determinant = m[0][0] * cofactor(0, 0) + m[0][1] * cofactor(0, 1) + m[0][2] * cofactor(0, 2);
	return AXES.map((r) => AXES.map((c) => cofactor(r, c) / determinant));
}
