import { globSync } from 'node:fs';
import { sharedData } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { readDataset, readSplits, validateDataset } from './index.ts';
import { orientationCode } from './orientation.ts';
import { readVolume } from './readVolume.ts';
import { hasNibabel, type NibabelImage, openWithNibabel } from './testing/openWithNibabel.ts';
import { VolumeError } from './volumeError.ts';

const folder = sharedData();
const files = (pattern: string): string[] =>
	folder === null
		? []
		: globSync(pattern, { cwd: folder })
				.map((name) => `${folder}/${name}`)
				.sort();

// Without sform and qform the standard knows no orientation; nibabel turns x over and centres the grid.
const NO_PLACE = /minimal|5D_|f32/;

describe.skipIf(folder === null)('real volumes (skipped where ../shared/data is missing)', () => {
	describe.skipIf(!hasNibabel())('as nibabel reads them (skipped where python3-nibabel is missing)', () => {
		const readable = [
			...files('nifti-rs/27/*.nii'),
			...files('nifti-rs/*.nii*'),
			...files('nifti-rs/*.hdr').filter((path) => !path.includes('minimal2')),
			...files('nifti-reader-js/*.nii*').filter((path) => !/not-nifti|5D_zeros/.test(path)),
			...files('dcm_qa_enh/Ref/*.nii'),
			...files('totalsegmentator/*_sm.nii.gz'),
			...files('hippocampus/imagesTr/*_00?.nii.gz'),
		];

		it('lists files to compare', () => {
			expect(readable.length).toBeGreaterThan(25);
		});

		const images = new Map<string, NibabelImage>();
		beforeAll(() => {
			for (const [n, image] of openWithNibabel(readable).entries()) images.set(readable[n]!, image);
		}, 120_000);

		it.each(readable)('%s', async (path) => {
			const volume = await readVolume(path);
			const image = images.get(path);
			const [i, j = 1, k = 1, ...rest] = image!.shape;
			expect(volume.shape).toEqual([i, j, k]);
			expect(volume.channels).toBe(rest.reduce((product, size) => product * size, 1));
			expect(volume.header.datatype).toBe(image!.dtype);
			if (volume.header.affineSource === 'pixdim') expect(path).toMatch(NO_PLACE);
			else {
				for (const [row, values] of image!.affine.entries()) {
					for (const [column, value] of values.entries()) {
						// nibabel works a qform out in double precision of its own quaternion.
						expect(Math.abs(volume.affine[row]![column]! - value)).toBeLessThan(
							1e-5 * Math.max(1, Math.abs(value)),
						);
					}
				}
				expect(orientationCode(volume.affine)).toBe(image!.orientation);
			}
			expect(volume.voxels.length).toBe(image!.values.length);
			let worst = 0;
			for (let n = 0; n < volume.voxels.length; n++) {
				const [a, b] = [volume.voxels[n]!, image!.values[n]!];
				if (!Object.is(a, b) && a !== b) worst = Math.max(worst, Math.abs(a - b) / Math.max(1, Math.abs(b)));
			}
			// Scaled 16-bit values are kept in single precision.
			expect(worst).toBeLessThanOrEqual(volume.header.scaling === undefined ? 0 : 2 ** -23);
		});
	});

	it('reads pairs whose files are compressed apart, from either of them', async () => {
		for (const name of ['minimal2.hdr', 'minimal2.img.gz', 'minimal.hdr.gz', 'minimal.img']) {
			const volume = await readVolume(`${folder}/nifti-rs/${name}`);
			const whole = await readVolume(`${folder}/nifti-rs/minimal.nii`);
			expect(volume.shape).toEqual(whole.shape);
			expect(volume.voxels.length).toBe(whole.voxels.length);
		}
	});

	it.each([
		...files('nifti-rs/fuzz_artifacts/*'),
		...files('nifti-rs/{rgb,rgba,complex}/*'),
		...files('nifti-reader-js/not-nifti.nii'),
	])('%s is refused in our own words', async (path) => {
		const error = await readVolume(path).catch((cause: unknown) => cause);
		expect(error).toBeInstanceOf(VolumeError);
		expect((error as Error).message).toContain(path);
	});

	it('finds the hippocampus set sound, with its folds', async () => {
		const dataset = await readDataset(`${folder}/hippocampus`);
		expect(dataset.cases).toHaveLength(208);
		expect(dataset.labels).toEqual({ 0: 'background', 1: 'Anterior', 2: 'Posterior' });
		expect(dataset.modalities).toEqual(['MRI']);
		const some = { ...dataset, cases: dataset.cases.slice(0, 12) };
		expect(await validateDataset(some)).toMatchObject({ problems: [], warnings: [] });
		const ids = dataset.cases.map(({ id }) => id);
		const splits = await readSplits(`${folder}/hippocampus/splits_4fold.json`, { ids });
		expect(splits.map(({ train, val }) => [train.length, val.length])).toEqual(Array(4).fill([156, 52]));
	});
});
