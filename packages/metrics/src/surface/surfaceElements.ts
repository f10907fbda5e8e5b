import type { Point3 } from '@unetr/volume';

/** The cells between voxel centres that a mask's surface passes through. */
export interface SurfaceElements {
	/** Which of a cell's eight corners are in the mask, 0 where none or all are; the last axis fastest. */
	readonly codes: Uint8Array;
	/** Cells along each axis: one more than voxels, the border of the grid being outside. */
	readonly shape: Point3;
}

/**
 * Finds the surface elements of a mask at half-voxel positions.
 *
 * @param mask 0 and 1, the last axis fastest
 * @param shape voxels along the axes in the order of memory
 */
export function surfaceElements(mask: Uint8Array, [n0, n1, n2]: Point3): SurfaceElements {
	const cells: Point3 = [n0 + 1, n1 + 1, n2 + 1];
	const codes = new Uint8Array(cells[0] * cells[1] * cells[2]);
	// each voxel is a corner of eight cells: corner 7 of the first, corner 0 of the last
	for (let a = 0, v = 0; a < n0; a++) {
		for (let b = 0; b < n1; b++) {
			for (let c = 0; c < n2; c++, v++) {
				if (mask[v] === 0) continue;
				const first = (a * cells[1] + b) * cells[2] + c;
				for (let corner = 0; corner < 8; corner++) {
					const [da, db, dc] = [corner >> 2, (corner >> 1) & 1, corner & 1];
					codes[first + (da * cells[1] + db) * cells[2] + dc] |= 128 >> corner;
				}
			}
		}
	}
	for (let cell = 0; cell < codes.length; cell++) if (codes[cell] === 255) codes[cell] = 0;
	return { codes, shape: cells };
}
