import type { Random } from '@unetr/transforms';
import type { Affine } from '@unetr/volume';

/** A voxel grid somewhere in the world. */
export interface PhantomGrid {
	readonly shape: readonly [number, number, number];
	/** Voxel index -> RAS+ mm. */
	readonly affine: Affine;
	/** Axis codes, for example `LPS`. */
	readonly orientation: string;
}

type Matrix = readonly [number, number, number][];

const PERMUTATIONS: Matrix = [
	[0, 1, 2],
	[0, 2, 1],
	[1, 0, 2],
	[1, 2, 0],
	[2, 0, 1],
	[2, 1, 0],
];
const CODES = ['LR', 'PA', 'IS'] as const;

/** Draws a grid: 32 to 44 voxels a side, 0.9 to 1.15 mm, any of the 48 axis orders, tilted by up to 6 degrees. */
export function drawGrid(random: Random): PhantomGrid {
	const permutation = PERMUTATIONS[random.integer(PERMUTATIONS.length)]!;
	const signs = [0, 1, 2].map(() => (random.float() < 0.5 ? -1 : 1));
	const spacingMm = [0, 1, 2].map(() => Math.round(random.uniform(0.9, 1.15) * 100) / 100);
	const shape = spacingMm.map((mm) => Math.max(32, Math.round(random.uniform(35, 40) / mm)));
	const tilt = tiltMatrix(random.uniform(-0.1, 0.1), random.uniform(-0.1, 0.1));
	// column a of the affine: the step along voxel axis a, which runs along world axis permutation[a]
	const columns = permutation.map((world, axis) => {
		const step = signs[axis]! * spacingMm[axis]!;
		return tilt.map((row) => row[world]! * step);
	});
	const rows = [0, 1, 2].map((world) => {
		const steps = columns.map((column) => column[world]!);
		// the middle of the grid lies at the world's origin
		const origin = -steps.reduce((sum, step, axis) => sum + (step * (shape[axis]! - 1)) / 2, 0);
		return [steps[0]!, steps[1]!, steps[2]!, origin] as const;
	});
	return {
		shape: [shape[0]!, shape[1]!, shape[2]!],
		affine: [rows[0]!, rows[1]!, rows[2]!, [0, 0, 0, 1]],
		orientation: permutation.map((world, axis) => CODES[world]![signs[axis]! > 0 ? 1 : 0]).join(''),
	};
}

/** Rotation about the z axis, then about the x axis. */
function tiltMatrix(aboutZ: number, aboutX: number): Matrix {
	const [cz, sz, cx, sx] = [Math.cos(aboutZ), Math.sin(aboutZ), Math.cos(aboutX), Math.sin(aboutX)];
	return [
		[cz, -sz, 0],
		[cx * sz, cx * cz, -sx],
		[sx * sz, sx * cz, cx],
	];
}
