/** The typed arrays that hold voxels. */
export type VoxelArray =
	| Int8Array
	| Uint8Array
	| Int16Array
	| Uint16Array
	| Int32Array
	| Uint32Array
	| Float32Array
	| Float64Array;

/** Name of a voxel type held in memory. */
export type VoxelType = 'int8' | 'uint8' | 'int16' | 'uint16' | 'int32' | 'uint32' | 'float32' | 'float64';

/** The voxel type of an array, or undefined where the array cannot hold voxels. */
export function voxelType(voxels: unknown): VoxelType | undefined {
	if (voxels instanceof Uint8Array) return 'uint8';
	if (voxels instanceof Int8Array) return 'int8';
	if (voxels instanceof Int16Array) return 'int16';
	if (voxels instanceof Uint16Array) return 'uint16';
	if (voxels instanceof Int32Array) return 'int32';
	if (voxels instanceof Uint32Array) return 'uint32';
	if (voxels instanceof Float32Array) return 'float32';
	if (voxels instanceof Float64Array) return 'float64';
	return undefined;
}

/** An array of the same type as `like`, filled with zeros. */
export function arrayLike<T extends VoxelArray>(like: T, length: number): T {
	return new (like.constructor as new (length: number) => T)(length);
}
