import { determinant, type Volume } from '@unetr/volume';

/**
 * Volume of each label in millilitres: its voxels times |det(affine)| mm³ / 1000.
 *
 * @param label map of labels 0 to `classes` - 1
 * @param classes background included
 * @returns in the order of the labels' numbers
 */
export function labelVolumesMl(label: Volume, classes: number): number[] {
	const counts = new Array<number>(classes).fill(0);
	for (const value of label.voxels) counts[value] = (counts[value] ?? 0) + 1;
	const voxelMl = Math.abs(determinant(label.affine)) / 1000;
	return counts.map((count) => count * voxelMl);
}
