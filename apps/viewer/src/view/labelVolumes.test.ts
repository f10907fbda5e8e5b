import { createVolume } from '@unetr/volume';
import { expect, it } from 'vitest';
import { labelVolumesMl } from './labelVolumes.ts';

it('measures labels in millilitres on a turned and mirrored grid', () => {
	const label = createVolume({
		voxels: Uint8Array.of(0, 1, 1, 2, 0, 1, 0, 0),
		shape: [2, 2, 2],
		affine: [
			[0, -4, 0, 10],
			[5, 0, 0, -3],
			[0, 0, 10, 7],
			[0, 0, 0, 1],
		],
	});
	// A voxel is 4·5·10 = 200 mm³ = 0.2 ml.
	const volumes = labelVolumesMl(label, 4);
	[0.8, 0.6, 0.2, 0].forEach((ml, value) => {
		expect(volumes[value]).toBeCloseTo(ml, 12);
	});
});
