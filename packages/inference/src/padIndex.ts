/** What stands in for voxels outside an image that is smaller than the window. */
export type PadMode = 'constant' | 'replicate' | 'reflect' | 'circular';

/**
 * Maps each position of a padded axis to the image voxel it shows; -1 marks the constant.
 *
 * Reflection and wrapping repeat, so every mode pads any axis to any size; one voxel reflects to itself.
 *
 * @param size voxels of the image on this axis
 * @param padded voxels after padding
 * @param before voxels padded before the image
 * @param mode 'constant', 'replicate' (edge), 'reflect' (edge not repeated) or 'circular'
 *
 * Source: `torch.nn.functional.pad`, where it accepts the size.
 */
export function padIndex(size: number, padded: number, before: number, mode: PadMode): Int32Array {
	return Int32Array.from({ length: padded }, (_, position) => source(position - before, size, mode));
}

function source(voxel: number, size: number, mode: PadMode): number {
	if (voxel >= 0 && voxel < size) return voxel;
	if (mode === 'constant') return -1;
	if (mode === 'replicate') return voxel < 0 ? 0 : size - 1;
	if (mode === 'circular') return modulo(voxel, size);
	if (size === 1) return 0;
	const folded = modulo(voxel, 2 * (size - 1));
	return Math.min(folded, 2 * (size - 1) - folded);
}

function modulo(value: number, period: number): number {
	return ((value % period) + period) % period;
}
