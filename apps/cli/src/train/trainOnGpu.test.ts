import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVolume, writeVolume } from '@unetr/volume';
import { chooseSoftwareGpu, sharedData } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runUnetr } from '../testing/runUnetr.ts';

const hippocampus = sharedData('hippocampus');
const hasGpu = chooseSoftwareGpu();
const STEPS = 20;
let folder: string;

/** The window of unetr_test: a scan of this size is validated in one pass, where a whole one takes a minute. */
const WINDOW = [16, 24, 16] as const;

/** The middle of a file's volume, one window large. */
async function cropFile(from: string, to: string): Promise<void> {
	const volume = await readVolume(from);
	const [ni, nj] = volume.shape;
	const start = volume.shape.map((extent, axis) => Math.floor((extent - WINDOW[axis]!) / 2));
	const voxels = volume.voxels.slice(0, WINDOW[0] * WINDOW[1] * WINDOW[2]);
	for (let at = 0; at < voxels.length; at++) {
		const i = start[0]! + (at % WINDOW[0]);
		const j = start[1]! + (Math.floor(at / WINDOW[0]) % WINDOW[1]);
		const k = start[2]! + Math.floor(at / (WINDOW[0] * WINDOW[1]));
		voxels[at] = volume.voxels[i + ni * (j + nj * k)]!;
	}
	await writeVolume(to, { ...volume, voxels, shape: WINDOW });
}

/** Two cases to learn from and one to hold out. */
async function cropFewCases(source: string, data: string): Promise<void> {
	const splits = JSON.parse(await readFile(join(source, 'splits_4fold.json'), 'utf8'));
	const [train, val] = [splits[0].train.slice(0, 2), splits[0].val.slice(0, 1)] as [string[], string[]];
	const description = JSON.parse(await readFile(join(source, 'dataset.json'), 'utf8'));
	const cases = [...train, ...val];
	for (const part of ['imagesTr', 'labelsTr']) {
		await mkdir(join(data, part), { recursive: true });
		for (const id of cases) {
			await cropFile(join(source, part, `${id}.nii.gz`), join(data, part, `${id}.nii.gz`));
		}
	}
	const training = cases.map((id) => ({
		image: `./imagesTr/${id}.nii.gz`,
		label: `./labelsTr/${id}.nii.gz`,
	}));
	await writeFile(join(data, 'dataset.json'), JSON.stringify({ ...description, numTraining: 3, training }));
	await writeFile(join(data, 'splits.json'), JSON.stringify([{ train, val }]));
}

async function lossesOn(backend: string): Promise<number[]> {
	const [data, out] = [join(folder, 'data'), join(folder, backend)];
	const settings = ['--model', 'unetr_test', '--steps', `${STEPS}`, '--batch', '1', '--seed', '3'];
	const splits = ['--splits', join(data, 'splits.json')];
	const { code, stderr } = await runUnetr([
		...['train', data, '--out', out, ...settings, ...splits],
		...['--backend', backend, '--threads', '2'],
	]);
	expect(code, stderr).toBe(0);
	const log = await readFile(join(out, 'log.jsonl'), 'utf8');
	const entries = log
		.trimEnd()
		.split('\n')
		.map((line) => JSON.parse(line));
	return entries.filter(({ kind }) => kind === 'step').map(({ loss }) => loss);
}

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-gpu-'));
	if (hippocampus) await cropFewCases(hippocampus, join(folder, 'data'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

describe.skipIf(!hippocampus || !hasGpu)('unetr train --backend webgpu', () => {
	it(`trains UNETR on real scans: ${STEPS} losses equal those of simd`, async () => {
		const expected = await lossesOn('simd');
		const losses = await lossesOn('webgpu');
		expect(losses).toHaveLength(STEPS);
		for (const [step, loss] of losses.entries()) {
			expect(Math.abs(loss - expected[step]!) / expected[step]!, `step ${step + 1}`).toBeLessThan(1e-3);
		}
	}, 900_000);

	it('says what was looked for where there is no GPU', async () => {
		const { code, stderr } = await runUnetr(
			['train', join(folder, 'data'), '--out', join(folder, 'none'), '--steps', '1', '--backend', 'webgpu'],
			{ env: { VK_ICD_FILENAMES: '/nowhere/driver.json' } },
		);
		expect(code).toBe(1);
		expect(stderr).toContain('Dawn found no GPU: it looked for Vulkan');
	});
});
