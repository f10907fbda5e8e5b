/** A closed polygon round pixels, x and y in turn: corners of pixels, that of the first pixel (0, 0) at (0, 0). */
export type Contour = readonly number[];

/** Steps along a pixel's four sides in turn: top to the right, right side down, bottom to the left, left side up. */
const STEP = [
	[1, 0],
	[0, 1],
	[-1, 0],
	[0, -1],
] as const;
/** Where each side begins, from the pixel's first corner. */
const START = [
	[0, 0],
	[1, 0],
	[1, 1],
	[0, 1],
] as const;

/** A mask; side s of its pixel p has the number 4p + s. */
interface Mask {
	readonly columns: number;
	readonly isInside: (x: number, y: number) => boolean;
}

/** Corner of a polygon in a ring of corners. */
interface Corner {
	readonly x: number;
	readonly y: number;
	next: Corner;
}

/** The corners round one region or hole, with the number of the side that begins at each. */
interface Loop {
	readonly sides: readonly number[];
	readonly corners: readonly Corner[];
}

/**
 * Polygons that follow the borders of a mask's pixels exactly, one for each region of pixels that share sides.
 *
 * A hole is joined to its region's outline by a channel without width (the keyhole technique of PS3.3 C.8.8.6.3), so that
 * one polygon bounds the region: the centres inside it, by the even-odd rule, are those of the mask's pixels, and its
 * area is theirs.
 * @param mask row after row; not 0 is inside
 */
export function traceContours(mask: ArrayLike<number>, columns: number, rows: number): Contour[] {
	const isInside = (x: number, y: number): boolean =>
		x >= 0 && x < columns && y >= 0 && y < rows && mask[x + columns * y] !== 0;
	const field: Mask = { columns, isInside };
	const cornerOf = new Map<number, Corner>();
	const [outlines, holes]: [Loop[], Loop[]] = [[], []];
	// Every loop goes to the right somewhere, which is along the top of a pixel.
	for (let pixel = 0; pixel < columns * rows; pixel++) {
		if (mask[pixel] === 0 || (pixel >= columns && mask[pixel - columns] !== 0)) continue;
		const side = 4 * pixel;
		if (cornerOf.has(side)) continue;
		const loop = follow(field, side);
		for (const [n, own] of loop.sides.entries()) cornerOf.set(own, loop.corners[n]!);
		(signedArea(loop.corners[0]!) > 0 ? outlines : holes).push(loop);
	}
	// A hole is joined to what lies to its left, which is joined already.
	const lefts = holes.map(({ sides }) => leftmostSide(sides, columns));
	lefts.sort((a, b) => pixelX(a, columns) - pixelX(b, columns));
	for (const side of lefts) join(field, side, cornerOf);
	return outlines.map(({ corners }) => turningPoints(corners[0]!));
}

function pixelX(side: number, columns: number): number {
	return (side >> 2) % columns;
}

/** Goes round a border with the pixels inside on the right, staying with the same pixel where two meet at a corner. */
function follow(field: Mask, first: number): Loop {
	const { columns, isInside } = field;
	const sides: number[] = [];
	const corners: Corner[] = [];
	for (let side = first; side !== first || sides.length === 0; ) {
		const s = side & 3;
		const [x, y] = [pixelX(side, columns), Math.floor((side >> 2) / columns)];
		sides.push(side);
		corners.push(corner(x + START[s]![0], y + START[s]![1]));
		const [ahead, outward] = [STEP[s]!, STEP[(s + 3) & 3]!];
		const [ax, ay] = [x + ahead[0], y + ahead[1]];
		const [bx, by] = [ax + outward[0], ay + outward[1]];
		if (!isInside(ax, ay)) side = 4 * (x + columns * y) + ((s + 1) & 3);
		else if (!isInside(bx, by)) side = 4 * (ax + columns * ay) + s;
		else side = 4 * (bx + columns * by) + ((s + 3) & 3);
	}
	for (const [n, one] of corners.entries()) one.next = corners[(n + 1) % corners.length]!;
	return { sides, corners };
}

function corner(x: number, y: number): Corner {
	const made = { x, y } as Corner;
	made.next = made;
	return made;
}

/** The right side, of a pixel left of a hole, that is furthest to the left. */
function leftmostSide(sides: readonly number[], columns: number): number {
	const right = sides.filter((side) => (side & 3) === 1);
	return right.reduce((best, side) => (pixelX(side, columns) < pixelX(best, columns) ? side : best));
}

/** Joins a hole to the border to its left: there and back along the top of a run of pixels. */
function join({ columns, isInside }: Mask, side: number, cornerOf: ReadonlyMap<number, Corner>): void {
	const y = Math.floor((side >> 2) / columns);
	let x = pixelX(side, columns);
	while (isInside(x - 1, y)) x--;
	const border = cornerOf.get(4 * (x + columns * y) + 3)!;
	const hole = cornerOf.get(side)!;
	let last = hole;
	while (last.next !== hole) last = last.next;
	const [leave, arrive] = [corner(x, y), corner(hole.x, hole.y)];
	arrive.next = border.next;
	last.next = arrive;
	leave.next = hole;
	border.next = leave;
}

/** Twice the area of a ring; above 0 where the inside is on the right, y growing downwards. */
function signedArea(start: Corner): number {
	let twice = 0;
	let at = start;
	do {
		twice += at.x * at.next.y - at.next.x * at.y;
		at = at.next;
	} while (at !== start);
	return twice;
}

/** The corners of a ring at which it turns. */
function turningPoints(start: Corner): number[] {
	const points: number[] = [];
	let before = start;
	do {
		const [at, after] = [before.next, before.next.next];
		const turns =
			Math.sign(at.x - before.x) !== Math.sign(after.x - at.x) ||
			Math.sign(at.y - before.y) !== Math.sign(after.y - at.y);
		if (turns) points.push(at.x, at.y);
		before = at;
	} while (before !== start);
	return points;
}
