import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolume, writeVolume } from '@unetr/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePairs } from '../testing/layoutFolders.ts';
import { inspectSubject } from './inspectSubject.ts';

let folder: string;
let file: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-inspect-'));
	file = join(folder, 'ramp.nii.gz');
	const voxels = Int16Array.from({ length: 24 }, (_, n) => n);
	const affine = [
		[0, 0, 4, 1],
		[2, 0, 0, 2],
		[0, -3, 0, 3],
		[0, 0, 0, 1],
	] as const;
	await writeVolume(file, createVolume({ voxels, shape: [2, 3, 4], affine }));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('inspectSubject', () => {
	it('describes a volume: place, type, chosen voxels in file order and the sum', async () => {
		const { json } = await inspectSubject(file, '0,0,0;1,2,3');
		expect(json).toMatchObject({
			format: 'nifti-1',
			shape: [2, 3, 4],
			spacing: [2, 3, 4],
			orientation: 'AIR',
			dtype: 'int16',
			sum: 276,
			voxels: [
				{ index: [0, 0, 0], value: 0 },
				{ index: [1, 2, 3], value: 23 },
			],
		});
	});

	it('refuses a voxel outside, and what is neither file nor model', async () => {
		await expect(inspectSubject(file, '2,0,0')).rejects.toThrow('inside 2 × 3 × 4 voxels');
		await expect(inspectSubject(file, '1,2')).rejects.toThrow('"1,2" is none');
		await expect(inspectSubject('unetr_tset', undefined)).rejects.toThrow('did you mean unetr_test?');
		await expect(inspectSubject(join(folder, 'absent.nii'), undefined)).rejects.toThrow('absent.nii');
	});

	it('describes a model: as many parameters as its layers hold together', async () => {
		const { json } = await inspectSubject('unetr_test', undefined);
		const layers = json.layers as { parameters: number; macs: number }[];
		expect(json.outputShape).toEqual([1, 16, 24, 16, 2]);
		expect(json.parameters).toBe(layers.reduce((sum, layer) => sum + layer.parameters, 0));
		expect(json.macs).toBeGreaterThan(0);
	});

	it('tells a volume by its content, whatever its name, and writes NaN as text', async () => {
		const odd = join(folder, 'odd');
		await cp(file, odd);
		expect((await inspectSubject(odd, undefined)).json).toMatchObject({ kind: 'volume', sum: 276 });
		await rm(odd);
		const broken = join(folder, 'broken.nii');
		const voxels = Float32Array.of(1, Number.NaN);
		const affine = [
			[1, 0, 0, 0],
			[0, 1, 0, 0],
			[0, 0, 1, 0],
			[0, 0, 0, 1],
		] as const;
		await writeVolume(broken, createVolume({ voxels, shape: [2, 1, 1], affine }));
		const { json } = await inspectSubject(broken, '1,0,0');
		expect(json).toMatchObject({ sum: 'NaN', voxels: [{ value: 'NaN' }] });
		await rm(broken);
	});

	it('tells the layout of a data set, from its folder or its list', async () => {
		const data = join(folder, 'data');
		await writePairs(data);
		expect((await inspectSubject(data, undefined)).json).toMatchObject({
			kind: 'dataset',
			layout: 'pairs',
			cases: ['a', 'b', 'c', 'd'],
		});
		const list = join(data, 'list.json');
		const training = [{ image: 'images/a.nrrd', label: 'labels/a_seg.mha' }];
		await writeFile(list, JSON.stringify({ labels: { 0: 'background', 1: 'x' }, training }));
		expect((await inspectSubject(list, undefined)).json).toMatchObject({ layout: 'msd', cases: ['a_seg'] });
		await expect(inspectSubject(data, '0,0,0')).rejects.toThrow('--voxels goes with an image');
	});

	it('lists the volumes of a folder', async () => {
		expect((await inspectSubject(folder, undefined)).json.volumes).toHaveLength(1);
	});
});
