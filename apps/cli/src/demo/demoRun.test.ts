import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVolume, sameGrid } from '@unetr/volume';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUnetr } from '../testing/runUnetr.ts';

let folder: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-demo-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe('unetr demo', () => {
	it('makes phantoms, trains, predicts on each scan’s grid and writes one report; a second one replaces it', async () => {
		const args = ['demo', '--out', join(folder, 'demo'), '--cases', '4', '--steps', '4', '--json'];
		const first = await runUnetr(args);
		expect(first.code).toBe(0);
		const result = JSON.parse(first.stdout);
		expect(result.cases).toHaveLength(1);
		const [{ id }] = result.cases;
		const label = await readVolume(join(result.predictions, `${id}.nii.gz`));
		const scan = await readVolume(join(result.data, 'imagesTr', `${id}.nii.gz`));
		expect(sameGrid(label, scan)).toBe(true);
		const report = await readFile(result.report, 'utf8');
		expect(report).toContain('Not a medical device');
		expect(report).toContain(`<td>${id}</td>`);

		const second = await runUnetr(args);
		expect(second.stderr).toContain(`Replacing the earlier demo in ${join(folder, 'demo')}.`);
		expect(second.code).toBe(0);
	}, 400_000);

	it('leaves a folder alone that holds something else', async () => {
		await writeFile(join(folder, 'mine.txt'), 'mine');
		const { code, stderr } = await runUnetr(['demo', '--out', folder]);
		expect([code, stderr]).toEqual([
			1,
			`The folder ${folder} holds something else than a demo; choose another --out.\n`,
		]);
		expect(await readFile(join(folder, 'mine.txt'), 'utf8')).toBe('mine');
	});
});
