import { copyBlocks } from './reorder.ts';
import { arrayLike, type VoxelArray } from './voxelArray.ts';

/** The axes of a file, the fastest first, and which of them are i, j, k. */
export interface FileAxes {
	readonly sizes: readonly number[];
	/** One to three axes in rising order; the others together are channels. */
	readonly spatial: readonly number[];
}

/** Shape and channels that axes of a file make: missing axes have one voxel. */
export function arrangedShape({ sizes, spatial }: FileAxes): {
	shape: [number, number, number];
	channels: number;
} {
	const size = (n: number): number => (n < spatial.length ? sizes[spatial[n]] : 1);
	const shape: [number, number, number] = [size(0), size(1), size(2)];
	const channels = sizes.reduce((product, n, axis) => (spatial.includes(axis) ? product : product * n), 1);
	return { shape, channels };
}

/** Brings voxels into our order, i fastest and channels slowest; those that are in it are given back as they are. */
export function arrangeAxes<T extends VoxelArray>(voxels: T, axes: FileAxes): T {
	const { sizes, spatial } = axes;
	if (spatial.every((axis, n) => axis === n)) return voxels;
	const strides = sizes.map((_, axis) => sizes.slice(0, axis).reduce((product, n) => product * n, 1));
	const stride = (n: number): number => (n < spatial.length ? strides[spatial[n]] : 0);
	const { shape, channels } = arrangedShape(axes);
	const others = sizes.map((_, axis) => axis).filter((axis) => !spatial.includes(axis));
	const target = arrayLike(voxels, voxels.length);
	for (let channel = 0; channel < channels; channel++) {
		let rest = channel;
		let offset = 0;
		for (const axis of others) {
			offset += (rest % sizes[axis]) * strides[axis];
			rest = Math.floor(rest / sizes[axis]);
		}
		copyBlocks(
			voxels,
			target,
			{ shape: [shape[2], shape[1], shape[0]], strides: [stride(2), stride(1), stride(0)], offset },
			{ start: channel * shape[0] * shape[1] * shape[2], step: 1 },
		);
	}
	return target;
}
