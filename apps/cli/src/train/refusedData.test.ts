import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVolume, readVolume, writeVolume } from '@unetr/volume';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writePhantomDataset } from '../phantoms/writePhantomDataset.ts';
import { type Outcome, runUnetr, type StartOptions } from '../testing/runUnetr.ts';
import { SMALL_GRID } from '../testing/smallPhantoms.ts';

let folder: string;
let data: string;
let run: string;

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-refused-'));
	[data, run] = [join(folder, 'phantoms'), join(folder, 'run')];
	await writePhantomDataset(data, { seed: 1, count: 4, grid: SMALL_GRID });
}, 120_000);

afterEach(() => rm(folder, { recursive: true, force: true }));

function train(options?: StartOptions): Promise<Outcome> {
	return runUnetr(['train', data, '--model', 'unetr_test', '--out', run, '--steps', '4', '--json'], options);
}

/** Exit code 1, nothing on stdout, no stack, no run folder. */
async function expectRefusal({ code, stdout, stderr }: Outcome, ...words: string[]): Promise<void> {
	expect([code, stdout]).toEqual([1, '']);
	for (const word of words) expect(stderr).toContain(word);
	expect(stderr).not.toMatch(/\n\s+at |Unexpected failure/);
	expect(await readdir(folder)).not.toContain('run');
}

async function changeLabel(id: string, change: (voxels: Uint8Array) => void): Promise<string> {
	const path = join(data, 'labelsTr', `${id}.nii.gz`);
	const label = await readVolume(path);
	change(label.voxels as Uint8Array);
	await writeVolume(path, label);
	return path;
}

describe('unetr train refuses', () => {
	it('a missing folder', async () => {
		data = join(folder, 'nowhere');
		const outcome = await train();
		await expectRefusal(outcome, data);
		expect(outcome.stderr.trimEnd().split('\n')).toHaveLength(1);
	});

	it('a mask of another shape', async () => {
		const path = join(data, 'labelsTr', 'phantom_002.nii.gz');
		const { affine } = await readVolume(path);
		await writeVolume(
			path,
			createVolume({ voxels: new Uint8Array(16 * 20 * 17), shape: [16, 20, 17], affine }),
		);
		await expectRefusal(await train(), path, '16 x 20 x 17', '16 x 20 x 18');
	});

	it('a label outside the table', async () => {
		const path = await changeLabel('phantom_003', (voxels) => voxels.fill(7, 0, 5));
		await expectRefusal(await train(), path, '7 (5 voxels)');
	});

	it('a truncated .nii.gz', async () => {
		const path = join(data, 'imagesTr', 'phantom_004.nii.gz');
		const bytes = await readFile(path);
		await writeFile(path, bytes.subarray(0, bytes.length / 2));
		await expectRefusal(await train(), path);
	});

	it('a data set without label maps', async () => {
		await rm(join(data, 'dataset.json'));
		await rm(join(data, 'labelsTr'), { recursive: true });
		await expectRefusal(await train(), 'label');
	});

	it('several faults at once, each named', async () => {
		const label = await changeLabel('phantom_001', (voxels) => voxels.fill(9, 0, 1));
		const image = join(data, 'imagesTr', 'phantom_002.nii.gz');
		await writeFile(image, 'no image');
		await expectRefusal(await train(), 'has 2 problems', label, image);
	});

	it('to go on when the disk is full, leaving no half-written file', async () => {
		const { code, stdout, stderr } = await train({ before: 'ulimit -f 60' });
		expect([code, stdout]).toEqual([1, '']);
		expect(stderr).not.toMatch(/\n\s+at |Unexpected failure/);
		const names = await readdir(run);
		expect(names.filter((name) => !['config.json', 'log.jsonl'].includes(name))).toEqual([]);
	});

	it('an unknown model and a fold that does not exist', async () => {
		const model = await runUnetr(['train', data, '--model', 'unetr_tset', '--out', run]);
		await expectRefusal(model, 'did you mean unetr_test?');
		const fold = await runUnetr(['train', data, '--model', 'unetr_test', '--fold', '9', '--out', run]);
		await expectRefusal(fold, 'folds 0 to 3; there is no fold 9');
	});
});
