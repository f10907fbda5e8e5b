import type { Volume } from '@unetr/volume';
import { encodeStl, type StlSpace } from './encodeStl.ts';
import { type ExtractSurfaceOptions, extractSurface } from './extractSurface.ts';

/** How a label's surface is written. */
export interface WriteStlOptions extends ExtractSurfaceOptions {
	/** Value of the voxels inside; 1 by default. */
	readonly label?: number;
	/** Directions of x, y, z: 'RAS' by default. */
	readonly space?: StlSpace;
}

/**
 * Binary STL file of the closed surface of one label, in mm.
 * @param volume map of labels with one channel
 * @throws DicomError where no voxel has the label, or the volume has several channels
 */
export function writeStl(
	volume: Volume,
	{ label = 1, space, smoothing }: WriteStlOptions = {},
): Uint8Array<ArrayBuffer> {
	return encodeStl(extractSurface(volume, label, { smoothing }), space);
}
