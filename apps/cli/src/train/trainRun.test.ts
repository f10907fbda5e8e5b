import { createHash } from 'node:crypto';
import { access, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writePhantomDataset } from '../phantoms/writePhantomDataset.ts';
import { type Running, runUnetr, startUnetr } from '../testing/runUnetr.ts';
import { SMALL_GRID } from '../testing/smallPhantoms.ts';

const STEPS = 30;
let folder: string;
let data: string;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-train-'));
	data = join(folder, 'phantoms');
	await writePhantomDataset(data, { seed: 1, count: 5, grid: SMALL_GRID });
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

function trainArguments(out: string, ...more: string[]): string[] {
	const settings = ['--model', 'unetr_test', '--steps', `${STEPS}`, '--threads', '2', '--seed', '3'];
	return ['train', data, '--out', join(folder, out), ...settings, ...more];
}

async function sha256(path: string): Promise<string> {
	return createHash('sha256')
		.update(await readFile(path))
		.digest('hex');
}

/** Waits until a run has logged some steps. */
async function stepsLogged(out: string, steps: number, { child }: Running): Promise<void> {
	while (child.exitCode === null) {
		const log = await readFile(join(folder, out, 'log.jsonl'), 'utf8').catch(() => '');
		if (log.split('\n').filter((line) => line.includes('"step"')).length >= steps) return;
		await new Promise((resolve) => setTimeout(resolve, 20));
	}
}

describe('unetr train, predict, evaluate and inspect', () => {
	it('go from a data set to Dice, the figures of predict and evaluate being those of train', async () => {
		const trained = await runUnetr([...trainArguments('whole'), '--json']);
		expect(trained.stderr).toContain('held-out cases');
		expect(trained.code).toBe(0);
		expect(trained.stdout.trimEnd().split('\n')).toHaveLength(1);
		const run = JSON.parse(trained.stdout);
		expect(run).toMatchObject({ seed: 3, steps: STEPS, bundle: join(folder, 'whole') });
		expect(await sha256(join(folder, 'whole', 'model.safetensors'))).toBe(run.weightsSha256);
		expect((await readdir(join(folder, 'whole'))).sort()).toEqual(
			expect.arrayContaining(['MODEL_CARD.md', 'bundle.json', 'checkpoint.safetensors', 'config.json']),
		);
		const report = await readFile(run.report, 'utf8');
		for (const { id } of run.cases) expect(report).toContain(`<td>${id}</td>`);

		const out = join(folder, 'again');
		const held = run.cases.map(({ id }: { id: string }) => join(data, 'imagesTr', `${id}.nii.gz`));
		const predicted = await runUnetr(['predict', run.bundle, ...held, '--out', out, '--json']);
		expect(predicted.code).toBe(0);
		expect(JSON.parse(predicted.stdout).predictions).toHaveLength(held.length);

		const evaluated = await runUnetr(['evaluate', out, join(data, 'labelsTr'), '--labels', data, '--json']);
		expect(evaluated.code).toBe(0);
		const { cases, mean, summary, policy, unpaired } = JSON.parse(evaluated.stdout);
		const { foreground, ...classes } = run.mean;
		const dice = Object.entries(mean).map(([label, values]) => [
			label,
			(values as { Dice: number | null }).Dice,
		]);
		expect(Object.fromEntries(dice)).toEqual(classes);
		expect(summary.foreground.metrics.dice.mean).toBe(foreground);
		expect(policy.empty).toBe('exclude');
		expect(unpaired.references).toHaveLength(5 - held.length);
		expect(cases.map(({ perClass }: { perClass: unknown }) => perClass)).toEqual(
			run.cases.map(({ perClass }: { perClass: unknown }) => perClass),
		);

		const inspected = await runUnetr(['inspect', run.bundle, '--json']);
		expect(JSON.parse(inspected.stdout)).toMatchObject({
			kind: 'bundle',
			training: { steps: STEPS, seed: 3 },
		});
	});

	it('never trains on a held-out case', async () => {
		const config = JSON.parse(await readFile(join(folder, 'whole', 'config.json'), 'utf8'));
		const log = await readFile(join(folder, 'whole', 'log.jsonl'), 'utf8');
		const entries = log
			.trimEnd()
			.split('\n')
			.map((line) => JSON.parse(line));
		const used = new Set(entries.filter(({ kind }) => kind === 'step').flatMap(({ cases }) => cases));
		expect([...used].sort()).toEqual([...config.split.train].sort());
		for (const id of config.split.validation) expect(used).not.toContain(id);
	});

	it('refuses to train into a folder that holds something', async () => {
		const { code, stderr } = await runUnetr(trainArguments('whole'));
		expect(code).toBe(1);
		expect(stderr).toMatch(
			/^The run folder .* is not empty; choose another, or add --resume to go on with it\.\n$/,
		);
	});
});

describe('a stopped run', () => {
	it('goes on with --resume to the same weights, bit for bit', async () => {
		const running = startUnetr(trainArguments('stopped'));
		await stepsLogged('stopped', 4, running);
		running.child.kill('SIGINT');
		const stopped = await running.outcome;
		expect(stopped.code).toBe(130);
		expect(stopped.stderr).toMatch(/Stopped after step \d+ of 30; .*go on with: unetr train .* --resume\n$/);
		expect(await access(join(folder, 'stopped', 'bundle.json')).catch(() => 'absent')).toBe('absent');

		const resumed = await runUnetr([...trainArguments('stopped', '--resume'), '--json']);
		expect(resumed.code).toBe(0);
		expect(JSON.parse(resumed.stdout).steps).toBe(STEPS);
		expect(await sha256(join(folder, 'stopped', 'model.safetensors'))).toBe(
			await sha256(join(folder, 'whole', 'model.safetensors')),
		);
	});

	it('refuses to go on with other settings, and stays as it was', async () => {
		const config = join(folder, 'whole', 'config.json');
		const before = await sha256(config);
		const { code, stderr } = await runUnetr(trainArguments('whole', '--resume', '--lr', '0.5'));
		expect([code, await sha256(config)]).toEqual([1, before]);
		expect(stderr).toContain('optimizer.learningRate');
	});

	it('stops with a checkpoint when the package manager that started it has gone', async () => {
		const running = startUnetr(trainArguments('orphaned'), {
			underShell: true,
			env: { npm_execpath: 'npm' },
		});
		await stepsLogged('orphaned', 2, running);
		running.child.kill('SIGKILL');
		const { stderr } = await running.outcome;
		expect(stderr).toContain('Stopping after this step');
		expect(stderr).toContain('--resume');
		await access(join(folder, 'orphaned', 'checkpoint.safetensors'));
	});
});
