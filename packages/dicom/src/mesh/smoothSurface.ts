import type { Surface } from './extractSurface.ts';

/** Share of the way to its neighbours' mean that a vertex goes, and comes back: the pass-band ends at 0.1. */
const [INWARD, OUTWARD] = [0.5, -0.5 / (1 - 0.1 * 0.5)];

/**
 * Smooths a closed surface without shrinking it: each pass moves every vertex towards the mean of its neighbours and
 * then a little further back, `p += λ(mean − p)`, `p += μ(mean − p)`, 1/λ + 1/μ = 0.1.
 * Source: Taubin, A signal processing approach to fair surface design, 1995.
 * @param passes how often
 */
export function smoothSurface({ positionsMm, triangles }: Surface, passes: number): Surface {
	const positions = positionsMm.slice();
	const neighbours = new Uint32Array(positions.length / 3);
	for (const vertex of triangles) neighbours[vertex]!++;
	const sums = new Float64Array(positions.length);
	for (let pass = 0; pass < passes; pass++) {
		for (const share of [INWARD, OUTWARD]) {
			sumNeighbours(positions, triangles, sums);
			for (let n = 0; n < positions.length; n++) {
				positions[n]! += share * (sums[n]! / neighbours[(n / 3) | 0]! - positions[n]!);
			}
		}
	}
	return { positionsMm: positions, triangles };
}

/** In a closed surface every edge is met once in each direction, so that each neighbour is added once. */
function sumNeighbours(positions: Float64Array, triangles: Uint32Array, sums: Float64Array): void {
	sums.fill(0);
	for (let n = 0; n < triangles.length; n++) {
		const from = 3 * triangles[n]!;
		const to = 3 * triangles[n % 3 === 2 ? n - 2 : n + 1]!;
		sums[from]! += positions[to]!;
		sums[from + 1]! += positions[to + 1]!;
		sums[from + 2]! += positions[to + 2]!;
	}
}
