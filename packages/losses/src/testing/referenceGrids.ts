type Space = readonly [number, number, number];

/** Numbers of a voxel and its neighbours within the grid: those that share a face, or a corner too where `far`. */
function around([ni, nj, nk]: Space, voxel: number, far: boolean): number[] {
	const [i, j, k] = [Math.floor(voxel / (nj * nk)), Math.floor(voxel / nk) % nj, voxel % nk];
	const found: number[] = [];
	for (const di of [-1, 0, 1])
		for (const dj of [-1, 0, 1])
			for (const dk of [-1, 0, 1]) {
				const steps = Math.abs(di) + Math.abs(dj) + Math.abs(dk);
				const [a, b, c] = [i + di, j + dj, k + dk];
				const inside = a >= 0 && b >= 0 && c >= 0 && a < ni && b < nj && c < nk;
				if (inside && (far || steps <= 1)) found.push((a * nj + b) * nk + c);
			}
	return found;
}

const neighbourhoods = new Map<string, number[][]>();

/** The neighbours of every voxel, looked up once. */
function neighbours(space: Space, far: boolean): number[][] {
	const key = `${space} ${far}`;
	const known = neighbourhoods.get(key);
	if (known) return known;
	const voxels = Array.from({ length: space[0] * space[1] * space[2] }, (_, voxel) => voxel);
	const found = voxels.map((voxel) => around(space, voxel, far));
	neighbourhoods.set(key, found);
	return found;
}

const erode = (values: readonly number[], space: Space): number[] =>
	neighbours(space, false).map((near) =>
		near.reduce((least, at) => Math.min(least, values[at]!), Number.POSITIVE_INFINITY),
	);
const dilate = (values: readonly number[], space: Space): number[] =>
	neighbours(space, true).map((near) =>
		near.reduce((most, at) => Math.max(most, values[at]!), Number.NEGATIVE_INFINITY),
	);

/** Soft skeleton of one map, straight from algorithm 1 of Shit et al. 2021. */
export function referenceSkeleton(map: readonly number[], space: Space, iterations: number): number[] {
	let current = [...map];
	const opened = (values: readonly number[]): number[] => dilate(erode(values, space), space);
	let open = opened(current);
	let skeleton = current.map((value, voxel) => Math.max(value - open[voxel]!, 0));
	for (let n = 0; n < iterations; n++) {
		current = erode(current, space);
		open = opened(current);
		skeleton = skeleton.map(
			(value, voxel) => value + (1 - value) * Math.max(current[voxel]! - open[voxel]!, 0),
		);
	}
	return skeleton;
}

/** Distances inside and outside of a mask by trying all pairs; 0 where it is empty or full. */
export function referenceDistances(
	mask: readonly boolean[],
	[, nj, nk]: Space,
	spacing: Space,
): { inside: number; outside: number }[] {
	const place = (voxel: number): number[] =>
		[Math.floor(voxel / (nj * nk)), Math.floor(voxel / nk) % nj, voxel % nk].map(
			(index, axis) => index * spacing[axis]!,
		);
	const places = mask.map((_, voxel) => place(voxel));
	const two = mask.includes(true) && mask.includes(false);
	return mask.map((within, voxel) => {
		if (!two) return { inside: 0, outside: 0 };
		let least = Number.POSITIVE_INFINITY;
		const [x, y, z] = places[voxel] as [number, number, number];
		for (const [at, [a, b, c]] of (places as [number, number, number][]).entries())
			if (mask[at] !== within) least = Math.min(least, (a - x) ** 2 + (b - y) ** 2 + (c - z) ** 2);
		return within ? { inside: Math.sqrt(least), outside: 0 } : { inside: 0, outside: Math.sqrt(least) };
	});
}
