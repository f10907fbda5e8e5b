/** Volumes and blocks shared by `spaceToDepth3d` and `depthToSpace3d`. */
export const blockCases: readonly { name: string; space: number[]; channels: number; block: number[] }[] = [
	{ name: 'b2_c3', space: [4, 2, 6], channels: 3, block: [2, 2, 2] },
	{ name: 'b2_c16', space: [6, 4, 4], channels: 16, block: [2, 2, 2] },
	{ name: 'b8_c1', space: [8, 16, 8], channels: 1, block: [8, 8, 8] },
	{ name: 'b244_c2', space: [6, 8, 12], channels: 2, block: [2, 4, 4] },
	{ name: 'b1_c5', space: [2, 3, 4], channels: 5, block: [1, 1, 1] },
];

/** Attributes of the two rearrangements: voxels of a block along D, H, W. */
export interface BlockAttributes {
	readonly block: readonly number[];
	readonly [name: string]: readonly number[];
}
