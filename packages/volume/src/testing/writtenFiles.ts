import { encodeMetaImage } from '../metaimage/encodeMetaImage.ts';
import { encodeNrrd } from '../nrrd/encodeNrrd.ts';
import { createVolume, type Volume } from '../volume.ts';
import type { VoxelArray } from '../voxelArray.ts';

// Files of ours that ITK has read: tooling/fixtures/volumes/readWithItk.mjs writes down what it found in them.

/** A volume, and how it is written. */
export interface WrittenFile {
	readonly volume: Volume;
	readonly bytes: Uint8Array;
}

function oblique(voxels: VoxelArray, channels: number): Volume {
	return createVolume({
		voxels,
		shape: [3, 4, 5],
		channels,
		affine: [
			[1.2, -0.64, 0.1, -12.5],
			[0.9, 1.5, -0.25, 30],
			[-0.1, 0.2, 3.5, 7.75],
			[0, 0, 0, 1],
		],
		header: { description: 'written by @unetr/volume', fields: { Modality: 'MET_MOD_CT' } },
	});
}

/** Files of several types and channels, unpacked, so that their bytes are the same everywhere. */
export async function writtenFiles(): Promise<Map<string, WrittenFile>> {
	const ramp = (count: number): number[] => Array.from({ length: count }, (_, n) => 7 * n - 50);
	const volumes: [string, Volume][] = [
		['int16', oblique(Int16Array.from(ramp(60)), 1)],
		['uint8', oblique(Uint8Array.from(ramp(60), Math.abs), 1)],
		[
			'float32',
			oblique(
				Float32Array.from(ramp(60), (n) => n / 8),
				1,
			),
		],
		[
			'float64',
			oblique(
				Float64Array.from(ramp(60), (n) => n / 3),
				1,
			),
		],
		['vector', oblique(Int16Array.from(ramp(180)), 3)],
	];
	const files = new Map<string, WrittenFile>();
	for (const [name, volume] of volumes) {
		files.set(`${name}.nrrd`, { volume, bytes: await encodeNrrd(volume, { compress: false }) });
		files.set(`${name}.mha`, { volume, bytes: await encodeMetaImage(volume, { compress: false }) });
	}
	return files;
}
