import { type Affine, affineSpacing } from './affine.ts';

/** The world axis that a voxel axis runs along: 0 right, 1 anterior, 2 superior; `sign` -1 is the other way. */
export interface AxisDirection {
	readonly world: 0 | 1 | 2;
	readonly sign: 1 | -1;
}

const AXES = [0, 1, 2] as const;
const POSITIVE = ['R', 'A', 'S'] as const;
const NEGATIVE = ['L', 'P', 'I'] as const;

/**
 * The world axis nearest to each voxel axis i, j, k, every world axis once: steepest pair first.
 * @param affine voxel index to RAS+ mm
 */
export function axisDirections(affine: Affine): [AxisDirection, AxisDirection, AxisDirection] {
	const spacing = affineSpacing(affine);
	const pairs = AXES.flatMap((voxel) =>
		AXES.map((world) => ({ voxel, world, cosine: affine[world][voxel] / spacing[voxel] })),
	);
	// A stable sort: at an exact tie the lower voxel axis and then the lower world axis wins.
	pairs.sort((a, b) => Math.abs(b.cosine) - Math.abs(a.cosine));
	const directions = new Map<number, AxisDirection>();
	const taken = new Set<number>();
	for (const { voxel, world, cosine } of pairs) {
		if (directions.has(voxel) || taken.has(world)) continue;
		directions.set(voxel, { world, sign: cosine < 0 ? -1 : 1 });
		taken.add(world);
	}
	return [directions.get(0)!, directions.get(1)!, directions.get(2)!];
}

/**
 * Orientation code: the direction in which i, j and k grow, one letter each of R/L, A/P, S/I ('RAS', 'LPI' …).
 * @param affine voxel index to RAS+ mm
 */
export function orientationCode(affine: Affine): string {
	return axisDirections(affine)
		.map(({ world, sign }) => (sign > 0 ? POSITIVE : NEGATIVE)[world])
		.join('');
}
