/** A case in RAS order, as the pictures need it: index = (i * nj + j) * nk + k. */
export interface SliceSource {
	readonly shape: readonly [number, number, number];
	readonly spacingMm: readonly [number, number, number];
	readonly scan: Float32Array;
	readonly reference: ArrayLike<number>;
	readonly prediction: ArrayLike<number>;
}

/** A plane through a volume, seen in the radiological convention. */
export interface SlicePlane {
	readonly name: 'axial' | 'coronal' | 'sagittal';
	/** Axis that is cut (0 i, 1 j, 2 k). */
	readonly cut: 0 | 1 | 2;
	/** Axis that runs along the picture's rows, and the one along its columns; both are shown from high to low. */
	readonly across: 0 | 1 | 2;
	readonly down: 0 | 1 | 2;
}

/** Patient right on the left, anterior and superior on top; sagittal: anterior on the left. */
export const SLICE_PLANES: readonly SlicePlane[] = [
	{ name: 'axial', cut: 2, across: 0, down: 1 },
	{ name: 'coronal', cut: 1, across: 0, down: 2 },
	{ name: 'sagittal', cut: 0, across: 1, down: 2 },
];

/** Finds the slice with the most labelled voxels, the middle one where there are none. */
export function busiestSlice(source: SliceSource, plane: SlicePlane): number {
	const [, nj, nk] = source.shape;
	const strides = [nj * nk, nk, 1];
	const length = source.shape[plane.cut];
	const counts = new Array<number>(length).fill(0);
	for (let voxel = 0; voxel < source.reference.length; voxel++) {
		if (source.reference[voxel] === 0) continue;
		counts[Math.floor(voxel / strides[plane.cut]!) % length]!++;
	}
	const most = Math.max(...counts);
	return most === 0 ? Math.floor(length / 2) : counts.indexOf(most);
}
