import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDicom, readSegmentation, writeSegmentation } from '@unetr/dicom';
import { createVolume, readVolume, reorient, sameGrid, scalingAffine, writeVolume } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUnetr } from '../testing/runUnetr.ts';
import { writeUntrainedBundle } from '../testing/untrainedBundle.ts';

const series = sharedData('dicom/Study1_HCropVolume');
const SKIPPED = 'the folder ../shared/data is absent';
let folder: string;
let bundle: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-seg-'));
	bundle = join(folder, 'bundle');
	await writeUntrainedBundle(bundle);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a DICOM segmentation', () => {
	it('comes from labels and a reference, and goes back to labels', async ({ skip }) => {
		if (series === null) return skip(SKIPPED);
		const scan = await readDicom(series);
		const labels = join(folder, 'labels.nii.gz');
		const voxels = Uint8Array.from(scan.voxels, (value, n) => (value > 100 ? 1 + (n % 2) : 0));
		await writeVolume(labels, createVolume({ voxels, shape: scan.shape, affine: scan.affine }));
		const seg = join(folder, 'labels.dcm');
		const options = ['--reference', series, '--labels', bundle, '--json'];
		expect((await runUnetr(['convert', labels, seg, ...options])).code).toBe(0);
		const { frameOfReferenceUid, segments } = await readSegmentation(seg);
		expect(frameOfReferenceUid).toBe(scan.header.dicom!.frameOfReferenceUid);
		expect(segments.map(({ value, name }) => [value, name])).toEqual([
			[1, 'Anterior'],
			[2, 'Posterior'],
		]);
		const inspected = await runUnetr(['inspect', seg, '--json']);
		expect(JSON.parse(inspected.stdout)).toMatchObject({
			shape: [35, 51, 32],
			labels: [
				{ value: 1, name: 'Anterior' },
				{ value: 2, name: 'Posterior' },
			],
			sum: voxels.reduce((sum, value) => sum + value, 0),
		});
		const back = join(folder, 'back.nii.gz');
		expect((await runUnetr(['convert', seg, back])).code).toBe(0);
		const restored = await readVolume(back);
		expect(sameGrid(restored, scan)).toBe(true);
		expect(restored.header.labels?.map(({ name }) => name)).toEqual(['Anterior', 'Posterior']);
		expect(Buffer.compare(Buffer.from(restored.voxels), Buffer.from(voxels))).toBe(0);
	});

	it('keeps the numbers of labels as a map of labels', async () => {
		const labels = join(folder, 'gaps.nii.gz');
		const affine = scalingAffine([1, 2, 3], [-4, 5, -6]);
		const voxels = Uint16Array.of(0, 2, 500, 0, 2, 2);
		await writeVolume(labels, createVolume({ voxels, shape: [3, 2, 1], affine }));
		const seg = join(folder, 'gaps.dcm');
		expect((await runUnetr(['convert', labels, seg, '--labelmap'])).code).toBe(0);
		expect(await readSegmentation(seg)).toMatchObject({
			type: 'LABELMAP',
			segments: [{ value: 2 }, { value: 500 }],
		});
		const back = join(folder, 'gaps.back.nii');
		expect((await runUnetr(['convert', seg, back])).code).toBe(0);
		const turned = reorient(await readVolume(back), 'RAS');
		expect([turned.affine, [...turned.voxels]]).toEqual([affine, [...voxels]]);
	});

	it('keeps segments that overlap, through NIfTI and back', async () => {
		const grid = { shape: [2, 2, 1], affine: scalingAffine([1, 2, 3]) } as const;
		const maps = [Uint8Array.of(1, 1, 0, 0), Uint8Array.of(0, 2, 2, 0)];
		const first = join(folder, 'overlap.dcm');
		await writeFile(first, writeSegmentation(maps.map((voxels) => createVolume({ ...grid, voxels }))));
		const nifti = join(folder, 'overlap.nii.gz');
		expect((await runUnetr(['convert', first, nifti])).code).toBe(0);
		const back = join(folder, 'overlap.back.dcm');
		expect((await runUnetr(['convert', nifti, back])).code).toBe(0);
		const read = async (path: string): Promise<number[][]> =>
			(await readSegmentation(path, { reference: createVolume({ ...grid, voxels: maps[0]! }) })).maps.map(
				({ voxels }) => [...voxels],
			);
		expect(await read(first)).toEqual(maps.map((map) => [...map]));
		expect(await read(back)).toEqual(maps.map((map) => [...map]));
		const refused = await runUnetr(['convert', nifti, back, '--labelmap']);
		expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('one label a voxel')]);
	});

	it('comes from predict, with the names of the bundle and the scan it refers to', async ({ skip }) => {
		if (series === null) return skip(SKIPPED);
		const seg = join(folder, 'predicted.dcm');
		const run = await runUnetr(['predict', bundle, series, '--out', seg, '--json']);
		expect(run.code).toBe(0);
		const { voxels } = JSON.parse(run.stdout).predictions[0];
		const scan = await readDicom(series);
		const { maps, segments, referencedSeriesUids } = await readSegmentation(seg, { reference: scan });
		expect(referencedSeriesUids).toEqual([scan.header.dicom!.seriesInstanceUid]);
		expect(segments.map(({ name }) => name)).toEqual(['Anterior', 'Posterior']);
		for (const { value } of segments) {
			expect(maps[0]!.voxels.filter((label) => label === value)).toHaveLength(voxels[value]);
		}
	});

	it.each([['--reference', 'series'], ['--labelmap']])(
		'is refused with %s for another format',
		async (...flag) => {
			const run = await runUnetr(['convert', 'a.nii', 'b.nii', ...flag]);
			expect([run.code, run.stdout]).toEqual([2, '']);
			expect(run.stderr).toContain(`${flag[0]} goes with a DICOM segmentation (.dcm)`);
		},
	);
});
