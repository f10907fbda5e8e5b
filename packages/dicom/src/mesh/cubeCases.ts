/** Corners of a cube are numbered x + 2y + 4z; an edge joins two that differ in one bit. */
type Edge = readonly [number, number];

/** The twelve edges of a cube: from the lower to the higher corner. */
export const CUBE_EDGES: readonly Edge[] = [1, 2, 4].flatMap((axis) =>
	[0, 1, 2, 3, 4, 5, 6, 7]
		.filter((corner) => !(corner & axis))
		.map((corner): Edge => [corner, corner | axis]),
);

/** The corners of each face in turn, counter-clockwise seen from outside the cube. */
const FACES: readonly (readonly [number, number, number, number])[] = [
	[0, 4, 6, 2],
	[1, 3, 7, 5],
	[0, 1, 5, 4],
	[2, 6, 7, 3],
	[0, 2, 3, 1],
	[4, 5, 7, 6],
];

/**
 * Triangles of every cube, by its corners inside as bits: three edge numbers each, counter-clockwise seen from outside
 * the surface.
 *
 * What is drawn on a face depends on the face's own corners alone (an ambiguous face keeps its inside corners apart),
 * so that neighbouring cubes always fit together and the surface is closed.
 * Source: Lorensen and Cline, Marching cubes, 1987, its cases derived here instead of listed.
 */
export const CUBE_TRIANGLES: readonly (readonly number[])[] = Array.from({ length: 256 }, (_, inside) =>
	loops(inside).flatMap(triangulate),
);

/** Closed polygons of edge numbers that part the corners inside from those outside. */
function loops(inside: number): number[][] {
	const next = new Map<number, number>();
	for (const face of FACES) for (const [from, to] of faceSegments(face, inside)) next.set(from, to);
	const found: number[][] = [];
	while (next.size > 0) {
		const loop: number[] = [];
		let [edge] = next.keys();
		while (edge !== undefined && next.has(edge)) {
			loop.push(edge);
			const following: number = next.get(edge)!;
			next.delete(edge);
			edge = following;
		}
		found.push(loop);
	}
	return found;
}

/** Each run of inside corners round a face is cut off by one segment, from where the run begins to where it ends. */
function faceSegments(face: readonly number[], inside: number): [number, number][] {
	const isInside = (n: number): boolean => ((inside >> face[n % 4]!) & 1) === 1;
	const segments: [number, number][] = [];
	for (let start = 0; start < 4; start++) {
		if (isInside(start + 3) || !isInside(start)) continue;
		let end = start;
		while (isInside(end + 1)) end++;
		segments.push([edgeBetween(face, start + 3), edgeBetween(face, end)]);
	}
	return segments;
}

/** Number of the edge between a face's n-th corner and the next. */
function edgeBetween(face: readonly number[], n: number): number {
	const [a, b] = [face[n % 4]!, face[(n + 1) % 4]!];
	return CUBE_EDGES.findIndex(([from, to]) => from === Math.min(a, b) && to === Math.max(a, b));
}

/** Cuts a polygon into triangles without a diagonal that lies in a face, where the neighbour may have the same one. */
function triangulate(loop: readonly number[]): number[] {
	if (loop.length < 3) return [];
	const last = loop.length - 1;
	for (let apex = 1; apex < last; apex++) {
		const near = apex === 1 || !shareFace(loop[0]!, loop[apex]!);
		const far = apex === last - 1 || !shareFace(loop[apex]!, loop[last]!);
		if (!near || !far) continue;
		return [
			...[loop[0]!, loop[apex]!, loop[last]!],
			...triangulate(loop.slice(0, apex + 1)),
			...triangulate(loop.slice(apex)),
		];
	}
	return [];
}

function shareFace(a: number, b: number): boolean {
	const corners = [...CUBE_EDGES[a]!, ...CUBE_EDGES[b]!];
	return FACES.some((face) => corners.every((corner) => face.includes(corner)));
}
