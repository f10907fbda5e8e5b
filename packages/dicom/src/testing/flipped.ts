import { type Affine, multiplyAffine, type Volume } from '@unetr/volume';

/** Every choice of voxel axes to run along backwards. */
export const axisFlips: readonly (readonly boolean[])[] = Array.from({ length: 8 }, (_, bits) =>
	[1, 2, 4].map((bit) => (bits & bit) !== 0),
);

/** The same volume with some of its axes run along backwards; every voxel stays in its place in the world. */
export function flipped(volume: Volume, axes: readonly boolean[]): Volume {
	const [ni, nj, nk] = volume.shape;
	const at = (n: number, size: number, axis: number): number => (axes[axis] ? size - 1 - n : n);
	const voxels = volume.voxels.slice();
	let target = 0;
	for (let c = 0; c < volume.channels; c++) {
		for (let k = 0; k < nk; k++) {
			for (let j = 0; j < nj; j++) {
				for (let i = 0; i < ni; i++) {
					const [p, q, r] = [at(i, ni, 0), at(j, nj, 1), at(k, nk, 2)];
					voxels[target++] = volume.voxels[p + ni * (q + nj * (r + nk * c))]!;
				}
			}
		}
	}
	return { ...volume, voxels, affine: flippedAffine(volume, axes) };
}

/** The affine of a volume whose axes run along backwards. */
export function flippedAffine({ affine, shape }: Volume, axes: readonly boolean[]): Affine {
	const step = (axis: number): number => (axes[axis] ? -1 : 1);
	const shift = (axis: 0 | 1 | 2): number => (axes[axis] ? shape[axis] - 1 : 0);
	return multiplyAffine(affine, [
		[step(0), 0, 0, shift(0)],
		[0, step(1), 0, shift(1)],
		[0, 0, step(2), shift(2)],
		[0, 0, 0, 1],
	]);
}
