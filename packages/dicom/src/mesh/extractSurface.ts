import { determinant, type Point3, type Volume, voxelToWorld } from '@unetr/volume';
import { DicomError } from '../dicomError.ts';
import { CUBE_EDGES, CUBE_TRIANGLES } from './cubeCases.ts';
import { type LabelBox, labelBox } from './labelBox.ts';
import { smoothSurface } from './smoothSurface.ts';

/** A closed surface of triangles. */
export interface Surface {
	/** x, y, z of each vertex in RAS+ mm. */
	readonly positionsMm: Float64Array;
	/** Three vertices a triangle, counter-clockwise seen from outside. */
	readonly triangles: Uint32Array;
}

/** How a surface is made. */
export interface ExtractSurfaceOptions {
	/** Passes of smoothing without shrinking; 0, the default, keeps the surface half-way between voxel centres. */
	readonly smoothing?: number;
}

/**
 * Closed surface of the voxels that have one label, half-way between the centres of voxels inside and outside.
 * @param volume map of labels with one channel
 * @param label value of the voxels inside
 * @returns vertices in RAS+ mm, shared by their triangles; every edge joins triangles of opposite sense
 * @throws DicomError where no voxel has the label, or the volume has several channels
 */
export function extractSurface(
	volume: Volume,
	label: number,
	{ smoothing = 0 }: ExtractSurfaceOptions = {},
): Surface {
	if (volume.channels !== 1) {
		throw new DicomError(`a surface is made of a map with one channel, not ${volume.channels}: choose one`);
	}
	const box = labelBox(volume, label);
	if (box === undefined) throw new DicomError(`no voxel has the label ${label}, so it has no surface`);
	const { points, triangles } = marchCubes(volume, label, box);
	if (determinant(volume.affine) < 0) turnTriangles(triangles);
	const positionsMm = new Float64Array(points.length);
	for (let n = 0; n < points.length; n += 3) {
		const index: Point3 = [points[n]!, points[n + 1]!, points[n + 2]!];
		positionsMm.set(voxelToWorld(volume.affine, index), n);
	}
	const surface = { positionsMm, triangles: Uint32Array.from(triangles) };
	return smoothing > 0 ? smoothSurface(surface, smoothing) : surface;
}

interface IndexSurface {
	/** i, j, k of each vertex. */
	readonly points: number[];
	readonly triangles: number[];
}

/** Every cube between eight voxel centres, from one before the box to one after it. */
function marchCubes(volume: Volume, label: number, { low, high }: LabelBox): IndexSurface {
	const size = [high[0] - low[0] + 3, high[1] - low[1] + 3] as const;
	const slab = 3 * size[0] * size[1];
	const points: number[] = [];
	const triangles: number[] = [];
	// The vertex on each edge of the slices below and above, plus one; 0 where there is none yet.
	let [below, above] = [new Uint32Array(slab), new Uint32Array(slab)];
	for (let k = low[2] - 1; k <= high[2]; k++) {
		for (let j = low[1] - 1; j <= high[1]; j++) {
			let inside = cornersInside(volume, label, low[0] - 1, j, k) << 1;
			for (let i = low[0] - 1; i <= high[0]; i++) {
				inside = ((inside >> 1) & 0x55) | (cornersInside(volume, label, i + 1, j, k) << 1);
				for (const edge of CUBE_TRIANGLES[inside]!) {
					const [from, to] = CUBE_EDGES[edge]!;
					const [x, y, z] = [i + (from & 1), j + ((from >> 1) & 1), k + (from >> 2)];
					const slice = from >> 2 ? above : below;
					const axis = (to - from) >> 1;
					const key = 3 * (x - low[0] + 1 + size[0] * (y - low[1] + 1)) + axis;
					if (slice[key] === 0) {
						points.push(x + (axis === 0 ? 0.5 : 0), y + (axis === 1 ? 0.5 : 0), z + (axis === 2 ? 0.5 : 0));
						slice[key] = points.length / 3;
					}
					triangles.push(slice[key]! - 1);
				}
			}
		}
		[below, above] = [above, below.fill(0)];
	}
	return { points, triangles };
}

/** Whether the voxels (i, j, k), (i, j + 1, k), (i, j, k + 1) and (i, j + 1, k + 1) have the label, as bits 0, 2, 4, 6. */
function cornersInside(volume: Volume, label: number, i: number, j: number, k: number): number {
	const [ni, nj, nk] = volume.shape;
	if (i < 0 || i >= ni) return 0;
	let bits = 0;
	for (let corner = 0; corner < 4; corner++) {
		const [y, z] = [j + (corner & 1), k + (corner >> 1)];
		if (y < 0 || y >= nj || z < 0 || z >= nk) continue;
		if (volume.voxels[i + ni * (y + nj * z)] === label) bits |= 1 << (2 * corner);
	}
	return bits;
}

function turnTriangles(triangles: number[]): void {
	for (let n = 0; n < triangles.length; n += 3) {
		[triangles[n + 1], triangles[n + 2]] = [triangles[n + 2]!, triangles[n + 1]!];
	}
}
