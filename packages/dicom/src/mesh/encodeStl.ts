import type { Surface } from './extractSurface.ts';

/** Directions of a file's x, y, z: right-anterior-superior or left-posterior-superior. */
export type StlSpace = 'RAS' | 'LPS';

const HEADER_BYTES = 80;
const TRIANGLE_BYTES = 50;

/**
 * Binary STL of a surface, in mm; its header names the space ('SPACE=RAS'), as 3D Slicer writes and reads it.
 * @param space directions of x, y, z: 'RAS' by default, as everywhere here
 */
export function encodeStl(
	{ positionsMm, triangles }: Surface,
	space: StlSpace = 'RAS',
): Uint8Array<ArrayBuffer> {
	const count = triangles.length / 3;
	const bytes = new Uint8Array(HEADER_BYTES + 4 + TRIANGLE_BYTES * count);
	const view = new DataView(bytes.buffer);
	bytes.set(new TextEncoder().encode(`binary STL by unetr; UNIT=mm; SPACE=${space}`));
	view.setUint32(HEADER_BYTES, count, true);
	const flip = space === 'LPS' ? -1 : 1;
	// Normals follow from the corners as they are stored, in single precision.
	const corners = new Float32Array(9);
	for (let t = 0; t < count; t++) {
		for (let n = 0; n < 9; n++) {
			const axis = n % 3;
			corners[n] = positionsMm[3 * triangles[3 * t + (n - axis) / 3]! + axis]! * (axis < 2 ? flip : 1);
		}
		const offset = HEADER_BYTES + 4 + TRIANGLE_BYTES * t;
		for (const [n, value] of normal(corners).entries()) view.setFloat32(offset + 4 * n, value, true);
		for (const [n, value] of corners.entries()) view.setFloat32(offset + 12 + 4 * n, value, true);
	}
	return bytes;
}

/** Unit normal of a triangle, pointing to where it is counter-clockwise; 0 0 0 where it has no area. */
function normal(c: Float32Array): [number, number, number] {
	const [ux, uy, uz] = [c[3]! - c[0]!, c[4]! - c[1]!, c[5]! - c[2]!];
	const [vx, vy, vz] = [c[6]! - c[0]!, c[7]! - c[1]!, c[8]! - c[2]!];
	const cross = [uy * vz - uz * vy, uz * vx - ux * vz, ux * vy - uy * vx] as const;
	const length = Math.hypot(...cross) || 1;
	return [cross[0] / length, cross[1] / length, cross[2] / length];
}
