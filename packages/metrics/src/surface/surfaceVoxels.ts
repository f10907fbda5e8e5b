import type { Point3 } from '@unetr/volume';

/**
 * The voxels of a mask with a face neighbour outside it; what lies beyond the grid counts as outside.
 *
 * As `mask & ~scipy.ndimage.binary_erosion(mask)` and MONAI's `get_mask_edges`.
 *
 * @param mask 0 and 1, the last axis fastest
 * @param shape voxels along the axes in the order of memory
 */
export function surfaceVoxels(mask: Uint8Array, [n0, n1, n2]: Point3): Uint8Array<ArrayBuffer> {
	const surface = new Uint8Array(mask.length);
	const plane = n1 * n2;
	for (let a = 0, v = 0; a < n0; a++) {
		const atEndA = a === 0 || a === n0 - 1;
		for (let b = 0; b < n1; b++) {
			const atEnd = atEndA || b === 0 || b === n1 - 1;
			for (let c = 0; c < n2; c++, v++) {
				if (mask[v] === 0) continue;
				const inside =
					!atEnd &&
					c !== 0 &&
					c !== n2 - 1 &&
					(mask[v - 1] & mask[v + 1] & mask[v - n2] & mask[v + n2] & mask[v - plane] & mask[v + plane]) === 1;
				if (!inside) surface[v] = 1;
			}
		}
	}
	return surface;
}
