import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Affine, createVolume, writeVolume } from '@unetr/volume';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { evaluateRun } from './evaluateRun.ts';

const AFFINE: Affine = [
	[1, 0, 0, 0],
	[0, 1, 0, 0],
	[0, 0, 1, 0],
	[0, 0, 0, 1],
];
let folder: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-evaluate-'));
	await mkdir(join(folder, 'p'));
	await mkdir(join(folder, 'r'));
}, 120_000);

afterEach(() => rm(folder, { recursive: true, force: true }));

/** A label map of 10×1×1 voxels from its values, the rest 0. */
async function write(name: string, values: number[], affine = AFFINE): Promise<void> {
	const voxels = new Uint8Array(10);
	voxels.set(values);
	await writeVolume(join(folder, name), createVolume({ voxels, shape: [10, 1, 1], affine }));
}

const evaluate = (empty: 'exclude' | 'one' = 'exclude') =>
	evaluateRun({ predictions: join(folder, 'p'), references: join(folder, 'r'), labels: undefined, empty });

describe('evaluateRun', () => {
	it('gives Dice per class and case, means that say their n, and names unpaired files', async () => {
		await write('p/a.nii.gz', [1, 1, 2]);
		await write('r/a.nii', [1, 1, 1, 2]);
		await write('p/b.nii', [1]);
		await write('r/b.nii', [1]);
		await write('p/only_predicted.nii', [1]);
		await write('r/only_referenced.nii', [1]);
		const { json } = await evaluate();
		expect(json.cases).toEqual([
			{ id: 'a', perClass: { 1: 0.8, 2: 0 }, mean: 0.4 },
			{ id: 'b', perClass: { 1: 1, 2: null }, mean: 1 },
		]);
		expect(json.mean).toEqual({ 1: 0.9, 2: 0, foreground: 0.7 });
		expect(json.n).toEqual({ 1: 2, 2: 1, foreground: 2 });
		expect(json.unpaired).toEqual({ predictions: ['only_predicted'], references: ['only_referenced'] });
	});

	it('counts a false positive as 0 and two empty masks by the policy', async () => {
		await write('p/empty.nii', []);
		await write('r/empty.nii', []);
		await write('p/false_positive.nii', [1, 1, 1, 1, 1]);
		await write('r/false_positive.nii', []);
		expect((await evaluate()).json.mean).toEqual({ 1: 0, foreground: 0 });
		expect((await evaluate('one')).json.mean).toEqual({ 1: 0.5, foreground: 0.5 });
	});

	it('refuses grids that differ, naming both files', async () => {
		await write('p/a.nii', [1]);
		await write('r/a.nii', [1], [[1, 0, 0, 3], AFFINE[1], AFFINE[2], AFFINE[3]]);
		await expect(evaluate()).rejects.toThrow(/p\/a\.nii and .*r\/a\.nii lie at different places/);
	});

	it('refuses folders without a common name', async () => {
		await write('p/a.nii', [1]);
		await write('r/b.nii', [1]);
		await expect(evaluate()).rejects.toThrow('name predictions like their references');
	});
});
