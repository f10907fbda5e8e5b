import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orientationCode } from './orientation.ts';
import { arbitraryVolume } from './testing/arbitraryVolume.ts';
import { hasNibabel, openWithNibabel } from './testing/openWithNibabel.ts';
import { createVolume } from './volume.ts';
import { writeVolume } from './writeVolume.ts';

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-nibabel-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe.skipIf(!hasNibabel())(
	'files we write, opened by nibabel (skipped where python3-nibabel is missing)',
	() => {
		it('have our shape, affine, type and values, for any volume', async () => {
			const volumes = fc.sample(arbitraryVolume, { numRuns: 80, seed: 3 });
			const paths = volumes.map((_, n) => join(folder, `${n}.nii${n % 2 ? '.gz' : ''}`));
			for (const [n, volume] of volumes.entries()) await writeVolume(paths[n]!, volume);
			for (const [n, image] of openWithNibabel(paths).entries()) {
				const volume = volumes[n]!;
				const affine = volume.affine.map((row) => row.map(Math.fround));
				expect(image.shape).toEqual(
					volume.channels === 1 ? volume.shape : [...volume.shape, volume.channels],
				);
				expect(image.affine).toEqual(affine);
				expect(image.spacing).toEqual(volume.spacingMm.map(Math.fround));
				expect(image.units).toBe('mm');
				expect(image.dtype).toBe(volume.header.datatype);
				expect(image.values).toEqual(Float64Array.from(volume.voxels));
				// Where two axes lie nearest to one, nibabel up to 5.0 lets the first have it, later ones the steepest.
				const cosines = [0, 1, 2].map((axis) =>
					[0, 1, 2].map((row) => Math.abs(affine[row][axis]) / volume.spacingMm[axis]),
				);
				const nearest = cosines.map((column) => column.indexOf(Math.max(...column)));
				const clear = cosines.every(([p, q, r]) => Math.min(...[p - q, q - r, r - p].map(Math.abs)) > 1e-4);
				const straight = cosines.every((column) => Math.max(...column) > 0.75);
				if ((clear && new Set(nearest).size === 3) || straight) {
					expect(image.orientation).toBe(orientationCode(volume.affine));
				}
				expect(image.qform).not.toBeNull();
				for (const [row, values] of image.qform!.entries()) {
					// What single precision leaves of a quaternion near a half turn; see writeVolume.test.ts.
					for (const [column, value] of values.entries()) {
						const size = column < 3 ? volume.spacingMm[column]! : 1;
						expect(Math.abs(value - affine[row]![column]!) / size).toBeLessThan(1e-3);
					}
				}
			}
		});

		it('have no qform where the affine shears, and their description', async () => {
			const volume = createVolume({
				voxels: new Int8Array(6),
				shape: [1, 2, 3],
				affine: [
					[2, 1, 0, 0],
					[0, 3, 0, 0],
					[0, 0, 4, 0],
					[0, 0, 0, 1],
				],
			});
			await writeVolume(join(folder, 'sheared.nii'), volume, { description: 'größe' });
			const [image] = openWithNibabel([join(folder, 'sheared.nii')]);
			expect(image).toMatchObject({
				qform: null,
				sform: volume.affine,
				description: 'größe',
				shape: [1, 2, 3],
			});
		});
	},
);
