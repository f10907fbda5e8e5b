import type { Random } from '@unetr/transforms';

/** A point or a direction in world coordinates, RAS+ mm. */
export type Point = readonly [number, number, number];

/** A bent, tapering tube: the union of balls along a curve. */
export interface CurvedTube {
	/** Centres of the balls, RAS+ mm. */
	readonly centres: readonly Point[];
	/** Radius of each ball in mm. */
	readonly radiiMm: readonly number[];
}

/** Where a point lies relative to a tube. */
export interface TubePosition {
	/** Signed distance to the surface in mm, negative inside. */
	readonly distanceMm: number;
	/** Position along the curve, 0 at the front end, 1 at the back end. */
	readonly along: number;
}

const BALLS = 40;

/** Draws a tube like a hippocampus: thick in front, thin behind, bent twice, slightly turned. */
export function drawTube(random: Random): CurvedTube {
	const lengthMm = random.uniform(21, 25);
	const bendMm = random.uniform(2.5, 4.5);
	const riseMm = random.uniform(3, 6);
	const headMm = random.uniform(4.4, 5.2);
	const tailMm = random.uniform(2.6, 3.2);
	const offset: Point = [random.uniform(-2, 2), random.uniform(-2, 2), random.uniform(-2, 2)];
	const turn = random.uniform(-0.2, 0.2);
	const centres: Point[] = [];
	const radiiMm: number[] = [];
	for (let ball = 0; ball < BALLS; ball++) {
		const t = ball / (BALLS - 1);
		const x = bendMm * Math.sin(1.2 * Math.PI * t) - bendMm / 2;
		const y = lengthMm * (0.5 - t);
		const z = riseMm * t * t - riseMm / 3;
		centres.push([
			offset[0] + x * Math.cos(turn) - y * Math.sin(turn),
			offset[1] + x * Math.sin(turn) + y * Math.cos(turn),
			offset[2] + z,
		]);
		radiiMm.push((headMm + (tailMm - headMm) * Math.min(1, 1.5 * t)) * (1 - 0.25 * t ** 6));
	}
	return { centres, radiiMm };
}

/** Moves a tube and scales its thickness: the fluid-filled space beside the structure. */
export function besideTube(tube: CurvedTube, shift: Point, thickness: number): CurvedTube {
	return {
		centres: tube.centres.map(([x, y, z]) => [x + shift[0], y + shift[1], z + shift[2]]),
		radiiMm: tube.radiiMm.map((radius) => radius * thickness),
	};
}

/** Finds the signed distance of a point to the surface, min over balls of |p - c| - r, and where on the curve. */
export function positionInTube(tube: CurvedTube, [x, y, z]: Point): TubePosition {
	let distanceMm = Number.POSITIVE_INFINITY;
	let nearest = 0;
	for (let ball = 0; ball < tube.centres.length; ball++) {
		const [cx, cy, cz] = tube.centres[ball]!;
		const distance = Math.sqrt((x - cx) ** 2 + (y - cy) ** 2 + (z - cz) ** 2) - tube.radiiMm[ball]!;
		if (distance < distanceMm) {
			distanceMm = distance;
			nearest = ball;
		}
	}
	return { distanceMm, along: nearest / (tube.centres.length - 1) };
}
