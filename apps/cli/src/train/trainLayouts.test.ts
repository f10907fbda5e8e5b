import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVolume, sameGrid } from '@unetr/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeBtcv, writeMsd, writeNnunet, writePairs } from '../testing/layoutFolders.ts';
import { runUnetr } from '../testing/runUnetr.ts';

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-layouts-'));
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Layout {
	readonly name: string;
	readonly write: (folder: string) => Promise<void>;
	readonly channels: number;
	readonly classes: number;
	readonly ids: readonly string[];
	/** Label map of a case. */
	readonly label: (id: string) => string;
}

const LAYOUTS: readonly Layout[] = [
	{
		name: 'msd',
		write: writeMsd,
		channels: 2,
		classes: 3,
		ids: ['a', 'b', 'c', 'd'],
		label: (id) => `labelsTr/${id}.nii.gz`,
	},
	{
		name: 'nnunet',
		write: writeNnunet,
		channels: 2,
		classes: 3,
		ids: ['a', 'b', 'c', 'd'],
		label: (id) => `labelsTr/${id}.nii.gz`,
	},
	{
		name: 'btcv',
		write: writeBtcv,
		channels: 1,
		classes: 14,
		ids: ['0001', '0002', '0003', '0004'],
		label: (id) => `label/label${id}.nii.gz`,
	},
	{
		name: 'pairs',
		write: writePairs,
		channels: 1,
		classes: 3,
		ids: ['a', 'b', 'c', 'd'],
		label: (id) => `labels/${id}_seg.mha`,
	},
];

/** Trains two steps, the first two cases against the others. */
async function train(data: string, out: string, ids: readonly string[]) {
	const splits = join(folder, `${out}.json`);
	await writeFile(splits, JSON.stringify([{ train: ids.slice(0, 2), val: ids.slice(2) }]));
	return runUnetr([
		...['train', data, '--model', 'unetr_test', '--out', join(folder, out), '--steps', '2'],
		...['--splits', splits, '--threads', '1', '--json'],
	]);
}

describe('unetr train on a folder of', () => {
	it.each(LAYOUTS)('$name', async ({ name, write, channels, classes, ids, label }) => {
		const data = join(folder, `${name}-data`);
		await write(data);
		const validated = await runUnetr(['validate', data, '--json']);
		expect(validated.code).toBe(0);
		expect(JSON.parse(validated.stdout)).toMatchObject({ ok: true, layout: name, cases: 4, channels });

		const trained = await train(data, name, ids);
		expect([trained.code, trained.stderr.includes('Unexpected')]).toEqual([0, false]);
		const run = JSON.parse(trained.stdout);
		expect(run.cases.map(({ id }: { id: string }) => id)).toEqual(ids.slice(2));
		const config = JSON.parse(await readFile(join(folder, name, 'config.json'), 'utf8'));
		expect(config.model.config).toMatchObject({ inChannels: channels, outChannels: classes });
		const predicted = await readVolume(join(run.predictions, `${ids[2]}.nii.gz`));
		expect(sameGrid(predicted, await readVolume(join(data, label(ids[2]!))))).toBe(true);
		expect(await readFile(run.report, 'utf8')).toContain(`<td>${ids[2]}</td>`);
	});

	it('nnunet, and predict takes the files of the channels', async () => {
		const out = join(folder, 'nnunet-labels');
		const images = join(folder, 'nnunet-data', 'imagesTr');
		const predicted = await runUnetr(['predict', join(folder, 'nnunet'), images, '--out', out, '--json']);
		expect(predicted.code).toBe(0);
		expect((await readdir(out)).sort()).toEqual(['a.nii.gz', 'b.nii.gz', 'c.nii.gz', 'd.nii.gz']);
		const own = await readFile(join(folder, 'nnunet', 'predictions', 'c.nii.gz'));
		expect(Buffer.compare(await readFile(join(out, 'c.nii.gz')), own)).toBe(0);
	});

	it('btcv, and evaluate pairs labels with the references of BTCV', async () => {
		const references = join(folder, 'btcv-data', 'label');
		const run = await runUnetr(['evaluate', join(folder, 'btcv', 'predictions'), references, '--json']);
		expect(run.code).toBe(0);
		expect(JSON.parse(run.stdout).cases.map(({ id }: { id: string }) => id)).toEqual(['0003', '0004']);
	});
});

describe('unetr train with a label to ignore', () => {
	it('neither learns nor counts its voxels, and evaluate measures the same', async () => {
		const data = join(folder, 'ignoring');
		await writeNnunet(data);
		const file = join(data, 'dataset.json');
		const json = JSON.parse(await readFile(file, 'utf8'));
		await writeFile(file, JSON.stringify({ ...json, labels: { background: 0, front: 1, ignore: 2 } }));
		const trained = await train(data, 'ignored', ['a', 'b', 'c', 'd']);
		expect(trained.code).toBe(0);
		const run = JSON.parse(trained.stdout);
		const config = JSON.parse(await readFile(join(folder, 'ignored', 'config.json'), 'utf8'));
		expect(config.dataset).toMatchObject({ labels: ['background', 'front'], ignoreLabel: 2 });
		const bundle = JSON.parse(await readFile(join(folder, 'ignored', 'bundle.json'), 'utf8'));
		expect(bundle.training.loss).toMatchObject({ name: 'diceCrossEntropy', options: { ignoreLabel: 2 } });
		const references = join(data, 'labelsTr');
		const evaluated = await runUnetr(['evaluate', run.predictions, references, '--labels', data, '--json']);
		expect(JSON.parse(evaluated.stdout).mean[1].Dice).toBe(run.mean[1]);
		const [{ id, perClass }] = run.cases;
		const predicted = await readVolume(join(run.predictions, `${id}.nii.gz`));
		const reference = Array.from((await readVolume(join(references, `${id}.nii.gz`))).voxels);
		const count = (test: (p: number, r: number) => boolean): number =>
			reference.reduce((sum, r, n) => sum + (test(predicted.voxels[n]!, r) ? 1 : 0), 0);
		const sizes = count((p, r) => p === 1 && r !== 2) + count((_, r) => r === 1);
		expect(perClass[1]).toBeCloseTo((2 * count((p, r) => p === 1 && r === 1)) / sizes, 12);
	});
});

describe('unetr train refuses', () => {
	it('regions, which the trainer cannot learn', async () => {
		const data = join(folder, 'special');
		await writeNnunet(data);
		const file = join(data, 'dataset.json');
		const json = JSON.parse(await readFile(file, 'utf8'));
		await writeFile(file, JSON.stringify({ ...json, labels: { background: 0, whole: [1, 2], core: 2 } }));
		const regions = await train(data, 'regions', ['a', 'b', 'c', 'd']);
		expect([regions.code, regions.stdout]).toEqual([1, '']);
		expect(regions.stderr).toContain('"labels" defines regions that may overlap (whole (1, 2), core (2))');
	});
});
