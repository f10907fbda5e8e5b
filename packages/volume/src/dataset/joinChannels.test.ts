import { describe, expect, it } from 'vitest';
import { type Affine, scalingAffine } from '../affine.ts';
import { createVolume, type Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import type { VoxelArray } from '../voxelArray.ts';
import { joinChannels } from './joinChannels.ts';

const place = scalingAffine([1, 2, 3], [4, 5, 6]);
const volume = (voxels: VoxelArray, affine: Affine = place): Volume =>
	createVolume({ voxels, shape: [2, 2, 1], channels: voxels.length / 4, affine });

describe('joinChannels', () => {
	it('puts channels behind one another and keeps type and affine', () => {
		const joined = joinChannels([
			volume(Int16Array.of(1, 2, 3, 4)),
			volume(Int16Array.of(5, 6, 7, 8, 9, 10, 11, 12)),
		]);
		expect(joined.channels).toBe(3);
		expect(joined.voxels).toEqual(Int16Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
		expect(joined.affine).toEqual(place);
		expect(joined.header.datatype).toBe('int16');
	});

	it.each<[string, VoxelArray, VoxelArray]>([
		['float32', Int16Array.of(1, 2, 3, 4), Uint8Array.of(1, 2, 3, 4)],
		['float64', Int32Array.of(16777217, 2, 3, 4), Float32Array.of(0.5, 2, 3, 4)],
	])('takes %s where types differ, without losing a value', (type, a, b) => {
		const joined = joinChannels([volume(a), volume(b)]);
		expect(joined.header.datatype).toBe(type);
		expect([...joined.voxels]).toEqual([...a, ...b]);
	});

	it('refuses another grid by name, and no volume at all', () => {
		const moved = volume(new Uint8Array(4), scalingAffine([1, 2, 3], [4, 5, 6.5]));
		expect(() => joinChannels([volume(new Uint8Array(4)), moved], { names: ['a.nii', 'b.nii'] })).toThrow(
			/^b\.nii: the affine of this channel puts voxels up to 0\.5000 mm/,
		);
		expect(joinChannels([volume(new Uint8Array(4)), moved], { toleranceMm: 1 }).channels).toBe(2);
		expect(() => joinChannels([])).toThrow(VolumeError);
	});
});
