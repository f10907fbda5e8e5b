import { mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Affine, createVolume, readVolume, type VoxelArray, writeVolume } from '@unetr/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUnetr } from '../testing/runUnetr.ts';
import { convertRun } from './convertRun.ts';

/** Oblique, with unequal steps: what a converter that only keeps spacing would lose. */
const AFFINE: Affine = [
	[0, -1.5, 0.5, 12.25],
	[2, 0, 0, -30],
	[0, 0.25, 3, 7.5],
	[0, 0, 0, 1],
];
let folder: string;
let scan: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-convert-'));
	scan = join(folder, 'scan.nii');
	const voxels = Int16Array.from({ length: 24 }, (_, n) => 100 * n - 700);
	await writeVolume(scan, createVolume({ voxels, shape: [2, 3, 4], affine: AFFINE }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('unetr convert', () => {
	it('keeps voxels, their type and the affine', async () => {
		const before = await readVolume(scan);
		const output = join(folder, 'scan.nii.gz');
		const { code, stdout } = await runUnetr(['convert', scan, output, '--json']);
		expect(code).toBe(0);
		expect(JSON.parse(stdout)).toMatchObject({ output, shape: [2, 3, 4], dtype: 'int16' });
		const after = await readVolume(output);
		expect(after.voxels).toEqual(before.voxels);
		expect(after.affine).toEqual(before.affine);
	});

	const ramp = Array.from({ length: 24 }, (_, n) => 10 * n);
	it.each<[string, VoxelArray]>([
		['int16', Int16Array.from(ramp, (value) => value - 100)],
		['uint8', Uint8Array.from(ramp)],
		['float32', Float32Array.from(ramp, (value) => value + 0.25)],
	])('goes through every format with %s voxels and comes back the same', async (type, voxels) => {
		let input = join(folder, `${type}.nii`);
		await writeVolume(input, createVolume({ voxels, shape: [2, 3, 4], affine: AFFINE }));
		const formats: unknown[] = [];
		for (const ending of ['nrrd', 'mha', 'nii.gz', 'nhdr', 'hdr', 'mhd', 'nii']) {
			const output = join(folder, `${type}-${ending.replace('.', '')}.${ending}`);
			formats.push((await convertRun({ input, output })).json.format);
			const { voxels: after, affine, shape } = await readVolume(output);
			expect([ending, after, shape]).toEqual([ending, voxels, [2, 3, 4]]);
			for (const row of [0, 1, 2] as const)
				for (const column of [0, 1, 2, 3] as const)
					expect(affine[row][column]).toBeCloseTo(AFFINE[row][column], 6);
			input = output;
		}
		const nifti = 'nifti-1';
		expect(formats).toEqual([nifti, 'nrrd', 'metaimage', nifti, 'nrrd', nifti, 'metaimage']);
	});

	it('refuses to replace its input, also through a link, and leaves it as it was', async () => {
		const before = await readFile(scan);
		await expect(convertRun({ input: scan, output: scan })).rejects.toThrow('would replace its own input');
		const link = join(folder, 'linked');
		await symlink(folder, link);
		await expect(convertRun({ input: scan, output: join(link, 'scan.nii') })).rejects.toThrow('own input');
		await writeVolume(join(folder, 'own.mhd'), await readVolume(scan), { compress: false });
		const shared = convertRun({ input: join(folder, 'own.mhd'), output: join(folder, 'own.nhdr') });
		await expect(shared).rejects.toThrow(/own\.raw, which may hold the voxels of its own input .*own\.mhd/);
		expect(Buffer.compare(await readFile(scan), before)).toBe(0);
		await rm(link);
	});

	it('refuses an ending that is no format and an input that is none, and writes nothing', async () => {
		await mkdir(join(folder, 'out'));
		const png = await runUnetr(['convert', scan, join(folder, 'out', 'scan.png')]);
		expect([png.code, png.stdout]).toEqual([2, '']);
		expect(png.stderr).toContain('none of the endings that can be written');
		const missing = await runUnetr(['convert', join(folder, 'none.nii'), join(folder, 'out', 'x.nii')]);
		expect([missing.code, missing.stdout]).toEqual([1, '']);
		expect(missing.stderr).toBe(`There is no file or folder ${join(folder, 'none.nii')}; check the path.\n`);
		expect(await readdir(join(folder, 'out'))).toEqual([]);
	});
});
