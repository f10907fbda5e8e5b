import { createVolume, type Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { type VoxelArray, voxelType } from '../voxelArray.ts';
import { gridFault } from './gridFault.ts';

/** How channels are joined. */
export interface JoinChannelsOptions {
	/** Largest distance between corresponding voxels, mm; 0.01 by default. */
	readonly toleranceMm?: number;
	/** How messages name each volume; 'channel 0' and so on where it is left out. */
	readonly names?: readonly string[];
}

/**
 * Joins volumes on one grid to one volume whose channels are theirs, in their order.
 *
 * The voxel type is kept where it is the same for all; else it is float32, or float64 where one has 32-bit integers
 * or float64. Affine and header are the first one's.
 * @throws VolumeError naming the first volume that lies on another grid
 */
export function joinChannels(volumes: readonly Volume[], options: JoinChannelsOptions = {}): Volume {
	const [first, ...others] = volumes;
	if (first === undefined) throw new VolumeError('there is no volume to join; give one for each channel');
	if (others.length === 0) return first;
	const { names, toleranceMm = 0.01 } = options;
	for (const [index, volume] of others.entries()) {
		const fault = gridFault('this channel', volume, first, toleranceMm);
		if (fault === undefined) continue;
		throw new VolumeError(`${names?.[index + 1] ?? `channel ${index + 1}`}: ${fault.problem}; ${fault.cure}`);
	}
	const voxels = emptyFor(volumes);
	let offset = 0;
	for (const volume of volumes) {
		voxels.set(volume.voxels, offset); // [ni·nj·nk·c] after the channels before it
		offset += volume.voxels.length;
	}
	// What the first file said of its own channel alone (scaling, further axes, fields) is not true of all.
	const { format, description, affineSource, spaceCode, extensions, dicom } = first.header;
	return createVolume({
		voxels,
		shape: first.shape,
		channels: volumes.reduce((sum, volume) => sum + volume.channels, 0),
		affine: first.affine,
		header: {
			format,
			description,
			affineSource,
			spaceCode,
			extensions,
			datatype: voxelType(voxels)!,
			...(dicom && { dicom }),
		},
	});
}

function emptyFor(volumes: readonly Volume[]): VoxelArray {
	const length = volumes.reduce((sum, { voxels }) => sum + voxels.length, 0);
	const types = new Set(volumes.map(({ voxels }) => voxelType(voxels)));
	if (types.size === 1)
		return new (volumes[0]!.voxels.constructor as new (length: number) => VoxelArray)(length);
	const isWide = types.has('int32') || types.has('uint32') || types.has('float64');
	return isWide ? new Float64Array(length) : new Float32Array(length);
}
