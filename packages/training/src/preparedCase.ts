import type { Grid } from '@unetr/transforms';

/** A case on the grid that the network sees: the image and its label map, of one shape. */
export interface PreparedCase {
	readonly id: string;
	/** Channels last. */
	readonly image: Grid<Float32Array>;
	/** Class numbers, one channel. */
	readonly label: Grid<Uint8Array>;
}
