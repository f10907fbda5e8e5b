import type { Point3 } from '@unetr/volume';

const CORNERS = 8;

/**
 * Area of the surface between the set and the unset corners of a cell, for each of the 256 ways to set them.
 *
 * Bit `4a + 2b + c` of a code is the corner at a, b, c of the cell. The surface is that of marching cubes with its
 * vertices half-way along the edges (Lorensen & Cline 1987), as in DeepMind's `surface-distance` and MONAI's
 * `use_subvoxels`: corners that share no edge are cut off each for themselves, and where more than four are set, the
 * unset ones are cut off. So the area of a code is a sum over edge-connected groups of at most four corners.
 *
 * @param spacing voxel size along the axes a, b, c
 */
export function surfaceElementAreas(spacing: Point3): Float64Array {
	return Float64Array.from({ length: 256 }, (_, code) => {
		const set = [...Array(CORNERS).keys()].filter((corner) => (code >> corner) & 1);
		const few = set.length <= 4 ? set : [...Array(CORNERS).keys()].filter((corner) => !set.includes(corner));
		return edgeConnected(few).reduce((area, group) => area + cutArea(group, spacing), 0);
	});
}

/** Groups of corners that hang together over edges of the cell. */
function edgeConnected(corners: readonly number[]): number[][] {
	const groups: number[][] = [];
	const open = new Set(corners);
	for (const seed of corners) {
		if (!open.delete(seed)) continue;
		const group = [seed];
		for (const corner of group)
			for (const bit of [1, 2, 4]) if (open.delete(corner ^ bit)) group.push(corner ^ bit);
		groups.push(group);
	}
	return groups;
}

/**
 * Area of the polygon that cuts a group of corners off.
 *
 * With w the areas of the cell's three faces: a triangle, a rectangle, a triangle and a trapezoid, then for four corners a
 * rectangle, a hexagon, or (where they form a path in space) a planar quadrilateral and two triangles.
 */
function cutArea(group: readonly number[], [s0, s1, s2]: Point3): number {
	const w = [s1 * s2, s0 * s2, s0 * s1];
	const links = [0, 1, 2].map((axis) => {
		const bit = 4 >> axis;
		return group.filter((corner) => (corner & bit) === 0 && group.includes(corner | bit)).length;
	});
	const diagonal = Math.hypot(...w);
	const across = links.indexOf(0);
	if (group.length === 1) return diagonal / 8;
	if (group.length === 2) return Math.hypot(...w.filter((_, axis) => links[axis] === 0)) / 2;
	if (group.length === 3) return w[across] / 2 + (3 * diagonal) / 8;
	if (across !== -1) return w[across];
	const hub = group.some((corner) => [1, 2, 4].every((bit) => group.includes(corner ^ bit)));
	if (hub) return (3 * diagonal) / 4;
	const middle = middleAxis(group);
	const ears = [0, 1, 2].filter((axis) => axis !== middle).map((axis) => Math.hypot(w[middle], w[axis]));
	return diagonal / 2 + (ears[0] + ears[1]) / 4;
}

/** Axis of the middle step of a path of four corners: the one whose corners both have two neighbours. */
function middleAxis(path: readonly number[]): number {
	const neighbours = (corner: number): number =>
		[1, 2, 4].filter((bit) => path.includes(corner ^ bit)).length;
	const [a, b] = path.filter((corner) => neighbours(corner) === 2);
	return [4, 2, 1].indexOf(a ^ b);
}
