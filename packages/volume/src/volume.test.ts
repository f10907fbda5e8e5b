import { describe, expect, it } from 'vitest';
import { type Affine, scalingAffine } from './affine.ts';
import { createVolume, type VolumeParts } from './volume.ts';
import { VolumeError } from './volumeError.ts';

const parts: VolumeParts = {
	voxels: new Int16Array(24),
	shape: [2, 3, 4],
	affine: [
		[0, 0, 4, 0],
		[2, 0, 0, 0],
		[0, -3, 0, 0],
		[0, 0, 0, 1],
	],
};

describe('createVolume', () => {
	it('keeps the voxels and derives spacing and header', () => {
		const volume = createVolume(parts);
		expect(volume.voxels).toBe(parts.voxels);
		expect(volume.spacingMm).toEqual([2, 3, 4]);
		expect(volume.channels).toBe(1);
		expect(volume.header).toMatchObject({ format: 'memory', datatype: 'int16' });
	});

	it.each<[string, Partial<Record<keyof VolumeParts, unknown>>, string]>([
		['an array of another kind', { voxels: [1, 2] }, 'typed array'],
		['too few voxels', { shape: [2, 3, 5] }, 'needs 30 voxels, the array has 24'],
		['channels that do not fit', { channels: 2 }, 'needs 48 voxels'],
		['an empty axis', { shape: [2, 0, 4] }, 'shape must be three whole numbers'],
		['a fraction of a voxel', { shape: [2, 1.5, 8] }, 'shape must be three whole numbers'],
		['two axes', { shape: [4, 6] }, 'shape must be three whole numbers'],
		['no channel', { channels: 0 }, 'channels must be'],
		['NaN in the affine', { affine: scalingAffine([1, Number.NaN, 1]) }, 'not finite'],
		['a singular affine', { affine: scalingAffine([1, 0, 1]) }, 'singular'],
		[
			'another last row',
			{ affine: [...parts.affine.slice(0, 3), [0, 0, 1, 1]] as unknown as Affine },
			'last row',
		],
		['three rows', { affine: parts.affine.slice(0, 3) }, '4 rows'],
	])('refuses %s', (_, wrong, message) => {
		const make = () => createVolume({ ...parts, ...wrong } as VolumeParts);
		expect(make).toThrow(VolumeError);
		expect(make).toThrow(message);
	});
});
