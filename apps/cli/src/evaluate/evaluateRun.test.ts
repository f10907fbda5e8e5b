import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Affine, createVolume, writeVolume } from '@unetr/volume';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Stopped } from '../stopped.ts';
import { type EvaluateRunOptions, evaluateRun } from './evaluateRun.ts';

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

const evaluate = (empty: 'exclude' | 'one' = 'exclude', rest: Partial<EvaluateRunOptions> = {}) =>
	evaluateRun({ predictions: join(folder, 'p'), references: join(folder, 'r'), empty, threads: 1, ...rest });

describe('evaluateRun', () => {
	it('gives Dice per class and case, means that say their n, and names unpaired files', async () => {
		await write('p/a.nii.gz', [1, 1, 2]);
		await write('r/a.nii', [1, 1, 1, 2]);
		await write('p/b.nii', [1]);
		await write('r/b.nii', [1]);
		await write('p/only_predicted.nii', [1]);
		await write('r/only_referenced.nii', [1]);
		const out = join(folder, 'out');
		const { json, lines } = await evaluate('exclude', { out, metrics: ['hd95'] });
		expect(json.cases).toEqual([
			{ id: 'a', perClass: { 1: 0.8, 2: 0 }, mean: 0.4 },
			{ id: 'b', perClass: { 1: 1, 2: null }, mean: 1 },
		]);
		expect(json.mean).toMatchObject({ 1: { Dice: 0.9, n_ref: 2 }, 2: { Dice: 0 } });
		expect(json.foreground_mean).toMatchObject({ Dice: 0.45 });
		const summary = json.summary as Record<string, { metrics: { dice: { n: number; mean: number } } }>;
		expect(Object.values(summary).map(({ metrics }) => metrics.dice.n)).toEqual([2, 1, 2]);
		expect(summary.foreground!.metrics.dice.mean).toBeCloseTo(0.7, 12);
		expect(json.unpaired).toEqual({ predictions: ['only_predicted'], references: ['only_referenced'] });
		expect(lines).toContain('a  0.8000  0.0000');
		expect(lines.join('\n')).toMatch(
			/label 2: missed 0, false positive 0, absent from both 1\n {2}Dice .*0\.000 \(n = 1\)/,
		);
		expect(JSON.parse(await readFile(join(out, 'summary.json'), 'utf8'))).toEqual(json);
		expect(await readFile(join(out, 'summary.csv'), 'utf8')).toMatch(
			/^case,label,name,.*,dice,hd95_mm,policy\r\n/,
		);
		expect(await readFile(join(out, 'summary.md'), 'utf8')).toContain('| label 2 |');
	});

	it('counts a false positive as 0 and two empty masks by the policy', async () => {
		await write('p/empty.nii', []);
		await write('r/empty.nii', []);
		await write('p/false_positive.nii', [1, 1, 1, 1, 1]);
		await write('r/false_positive.nii', []);
		expect((await evaluate()).json.mean).toMatchObject({ 1: { Dice: 0 } });
		const one = (await evaluate('one')).json;
		expect(one.mean).toMatchObject({ 1: { Dice: 0.5 } });
		expect(one.policy).toMatchObject({ empty: 'one' });
	});

	it('pairs by number where no name is equal, and leaves out what the references ignore', async () => {
		await write('p/img0001.nii', [1, 1]);
		await write('r/label0001.nii', [1, 9, 9]);
		const { json } = await evaluate('exclude', { ignore: 9 });
		expect(json.cases).toEqual([{ id: '0001', perClass: { 1: 1 }, mean: 1 }]);
	});

	it('measures the regions of a data set that overlap, by the keys that nnU-Net gives them', async () => {
		const table = { background: 0, whole: [1, 2, 3], core: [2, 3], enhancing: 3, ignore: 4 };
		await mkdir(join(folder, 'data/imagesTr'), { recursive: true });
		await mkdir(join(folder, 'data/labelsTr'));
		const listed = {
			name: 'tumours',
			labels: table,
			channel_names: { 0: 'T1' },
			file_ending: '.nii',
			numTraining: 1,
		};
		await writeFile(
			join(folder, 'data/dataset.json'),
			JSON.stringify({ ...listed, regions_class_order: [1, 2, 3] }),
		);
		await write('data/imagesTr/a_0000.nii', [1]);
		await write('data/labelsTr/a.nii', [1, 2, 3, 3, 4, 4]);
		await write('p/a.nii', [1, 1, 3, 2, 3, 0]);
		const references = join(folder, 'data/labelsTr');
		const { json } = await evaluate('exclude', { references, labels: join(folder, 'data') });
		expect(json.labels).toEqual({ '(1, 2, 3)': 'whole', '(2, 3)': 'core', 3: 'enhancing' });
		expect(json.cases).toEqual([
			{
				id: 'a',
				perClass: { '(1, 2, 3)': 1, '(2, 3)': 0.8, 3: 2 / 3 },
				mean: expect.closeTo((1.8 + 2 / 3) / 3, 12),
			},
		]);
	});

	it('stops on Ctrl-C, with nothing written', async () => {
		await write('p/a.nii', [1]);
		await write('r/a.nii', [1]);
		const out = join(folder, 'out');
		const running = evaluate('exclude', { out });
		process.emit('SIGINT');
		await expect(running).rejects.toThrow(Stopped);
		await expect(readFile(join(out, 'summary.json'))).rejects.toThrow('ENOENT');
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
