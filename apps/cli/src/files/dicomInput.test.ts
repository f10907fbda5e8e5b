import { execFileSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDicom } from '@unetr/dicom';
import { readVolume, sameGrid } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUnetr } from '../testing/runUnetr.ts';
import { writeUntrainedBundle } from '../testing/untrainedBundle.ts';
import { listImages } from './listImages.ts';

const series = sharedData('dicom/Study1_HCropVolume');
const SKIPPED = 'the folder ../shared/data is absent';
let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-dicom-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a DICOM folder', () => {
	it('is inspected and converted with its affine, type and voxels', async ({ skip }) => {
		if (series === null) return skip(SKIPPED);
		const read = await readDicom(series);
		const inspected = await runUnetr(['inspect', series, '--voxels', '3,4,5', '--json']);
		expect(inspected.code).toBe(0);
		const at = 3 + 35 * (4 + 51 * 5);
		expect(JSON.parse(inspected.stdout)).toMatchObject({
			format: 'dicom',
			shape: [35, 51, 32],
			affine: JSON.parse(JSON.stringify(read.affine)),
			dtype: 'int16',
			voxels: [{ index: [3, 4, 5], value: read.voxels[at] }],
			sum: Array.from(read.voxels).reduce((sum, value) => sum + value, 0),
		});
		const output = join(folder, 'series.nii.gz');
		expect((await runUnetr(['convert', series, output])).code).toBe(0);
		const converted = await readVolume(output);
		expect(converted.voxels).toEqual(read.voxels);
		expect(sameGrid(converted, read, 1e-6)).toBe(true);
	});

	it('is segmented on its own grid, several in a folder each under its name', async ({ skip }) => {
		if (series === null) return skip(SKIPPED);
		const [bundle, scans, out] = ['bundle', 'scans', 'labels'].map((name) => join(folder, name)) as [
			string,
			string,
			string,
		];
		await writeUntrainedBundle(bundle);
		for (const name of ['first', 'second']) await cp(series, join(scans, name), { recursive: true });
		await writeFile(join(scans, 'README.txt'), 'two patients');
		const run = await runUnetr(['predict', bundle, scans, '--out', out, '--json']);
		expect(run.code).toBe(0);
		expect(JSON.parse(run.stdout).predictions.map(({ id }: { id: string }) => id)).toEqual([
			'first',
			'second',
		]);
		const label = await readVolume(join(out, 'first.nii.gz'));
		expect(sameGrid(label, await readDicom(series))).toBe(true);
	});
});

describe('listImages', () => {
	it('refuses folders and files that hold no image, naming them', async () => {
		const empty = join(folder, 'empty', 'inner');
		await mkdir(empty, { recursive: true });
		await writeFile(join(empty, 'notes.txt'), 'nothing');
		await expect(listImages(join(folder, 'empty'))).rejects.toThrow(
			/empty holds neither volume files .* nor DICOM/,
		);
		await expect(listImages(join(empty, 'notes.txt'))).rejects.toThrow(/notes\.txt is neither a volume file/);
		await expect(listImages(join(folder, 'gone'))).rejects.toThrow('gone; check the path');
		expect(await readdir(empty)).toEqual(['notes.txt']);
		const pipe = join(folder, 'pipe');
		execFileSync('mkfifo', [pipe]);
		await expect(listImages(pipe)).rejects.toThrow('pipe is neither a file nor a folder');
	});
});
