import { copyFileSync } from 'node:fs';
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBestWeights } from './bestWeights.ts';
import { temporaryFolder, tinyTrainer, weightHashes } from './testing/tinyRun.ts';
import { readLog, type StepEntry, type ValidationEntry } from './trainingLog.ts';
import type { TrainingSet } from './trainingSet.ts';
import type { TrainingBatch } from './trainStep.ts';

beforeAll(() => useBackend('cpu'));

describe('Trainer.fit', () => {
	it('learns: the loss falls and validation Dice rises', async () => {
		const trainer = tinyTrainer();
		const losses: number[] = [];
		const scores: (number | null)[] = [];
		const result = await trainer.fit({
			steps: 80,
			validateEvery: 40,
			onStep: ({ loss }) => losses.push(loss),
			onValidation: ({ score }) => scores.push(score),
		});
		expect(result).toMatchObject({ status: 'done', step: 80, totalSteps: 80 });
		expect(losses.at(-1)!).toBeLessThan(losses[0] / 2);
		expect(scores[1]!).toBeGreaterThan(scores[0]!);
		expect(scores[1]!).toBeGreaterThan(0.8);
		expect(result.best).toEqual({ step: 80, score: scores[1] });
	});

	it('gives the same weights, moments, history and log after a stop and a resume, bit for bit', async () => {
		const [straightFolder, stoppedFolder] = [await temporaryFolder(), await temporaryFolder()];
		const straight = tinyTrainer();
		await straight.fit({ steps: 6, validateEvery: 2, checkpointFolder: straightFolder });

		const stop = new AbortController();
		const options = { steps: 6, validateEvery: 2, checkpointFolder: stoppedFolder, checkpointEvery: 100 };
		const first = await tinyTrainer().fit({
			...options,
			signal: stop.signal,
			onStep: ({ step }) => step === 3 && stop.abort(),
		});
		expect(first).toMatchObject({ status: 'stopped', step: 3, totalSteps: 6 });
		const resumed = tinyTrainer();
		const second = await resumed.fit({ ...options, resume: true });
		expect(second).toMatchObject({ status: 'done', step: 6 });

		expect(weightHashes(resumed)).toEqual(weightHashes(straight));
		const tensors = (folder: string) =>
			readFile(join(folder, 'best.safetensors')).then((bytes) => bytes.toString('base64'));
		expect(await tensors(stoppedFolder)).toBe(await tensors(straightFolder));
		const log = async (folder: string) =>
			(await readLog(join(folder, 'log.jsonl'))).map((entry) => ({ ...entry, seconds: 0 }));
		expect(await log(stoppedFolder)).toEqual(await log(straightFolder));
	});

	it('takes back log lines and validations after the checkpoint when a killed run is resumed', async () => {
		const folder = await temporaryFolder();
		const options = { steps: 6, validateEvery: 2, checkpointFolder: folder, checkpointEvery: 3 };
		const checkpoint = join(folder, 'checkpoint.safetensors');
		await tinyTrainer().fit({
			...options,
			onStep: ({ step }) => {
				if (step === 4) copyFileSync(checkpoint, `${checkpoint}.3`);
			},
		});
		const whole = await readLog(join(folder, 'log.jsonl'));
		// As a kill after step 6 but before its checkpoint leaves things, with half a line at the end.
		await copyFile(`${checkpoint}.3`, checkpoint);
		await writeFile(join(folder, 'log.jsonl'), '{"kind":"st', { flag: 'a' });
		await tinyTrainer().fit({ ...options, resume: true });
		const again = await readLog(join(folder, 'log.jsonl'));
		const untimed = (entries: typeof whole) => entries.map((entry) => ({ ...entry, seconds: 0 }));
		expect(untimed(again)).toEqual(untimed(whole));
		expect(again.map(({ kind, step }) => `${kind} ${step}`)).toEqual([
			'step 1',
			'step 2',
			'validation 2',
			'step 3',
			'step 4',
			'validation 4',
			'step 5',
			'step 6',
			'validation 6',
		]);
	});

	it('logs seed, step, loss, rate, seconds and cases, and Dice per class and case', async () => {
		const folder = await temporaryFolder();
		await tinyTrainer().fit({ steps: 2, checkpointFolder: folder, validateEvery: 2 });
		const [first, , validation] = (await readLog(join(folder, 'log.jsonl'))) as [
			StepEntry,
			StepEntry,
			ValidationEntry,
		];
		expect(first).toMatchObject({ kind: 'step', seed: 7, step: 1, totalSteps: 2, lr: 1e-2 });
		expect(first.cases).toHaveLength(2);
		expect(first.loss).toBeGreaterThan(0);
		expect(first.gradNorm).toBeGreaterThan(0);
		expect(first.seconds).toBeGreaterThan(0);
		expect(validation.classes.map(({ name }) => name)).toEqual(['background', 'low', 'high']);
		expect(validation.cases.map(({ id }) => id)).toEqual(['validation0', 'validation1']);
		expect(validation.cases[0].dice).toHaveLength(3);
	});

	it('keeps the number of tensors flat over checkpoints and validations, and frees them all', async () => {
		const before = tf.memory().numTensors;
		const trainer = tinyTrainer();
		const counts: string[] = [];
		const note = () => counts.push(`${tf.memory().numTensors} tensors, ${tf.memory().numBytes} bytes`);
		const folder = await temporaryFolder();
		await trainer.fit({
			steps: 24,
			validateEvery: 2,
			checkpointEvery: 2,
			checkpointFolder: folder,
			onValidation: note,
		});
		expect(counts).toHaveLength(12);
		expect(new Set(counts.slice(1)).size).toBe(1);
		const stop = new AbortController();
		const resumed = { steps: 30, checkpointFolder: folder, resume: true, signal: stop.signal };
		await trainer.fit({ ...resumed, validateEvery: 2, onValidationProgress: () => stop.abort() });
		note();
		expect(counts.at(-1)).toBe(counts[1]);
		trainer.dispose();
		trainer.options.model.dispose();
		expect(tf.memory().numTensors).toBe(before);
	});

	it('ends the run with the step, the cases and the last checkpoint kept when the loss is not a number', async () => {
		const folder = await temporaryFolder();
		const good = tinyTrainer();
		const source = good.options.batches as TrainingSet;
		const batches = {
			stepsPerEpoch: source.stepsPerEpoch,
			batch(step: number): TrainingBatch {
				const batch = source.batch(step);
				if (step === 3) batch.images[5] = Number.NaN;
				return batch;
			},
		};
		const trainer = tinyTrainer({ batches });
		const before = { value: {} as Record<string, string> };
		const failing = trainer.fit({
			steps: 6,
			checkpointEvery: 2,
			checkpointFolder: folder,
			onStep: () => {
				before.value = weightHashes(trainer);
			},
		});
		const cases = source.batch(3).caseIds.join(', ');
		await expect(failing).rejects.toThrow(`The loss of step 3 is NaN on ${cases}`);
		expect(weightHashes(trainer)).toEqual(before.value);
		expect(await tinyTrainer().fit({ steps: 2, checkpointFolder: folder, resume: true })).toMatchObject({
			status: 'done',
			step: 2,
		});
	});

	it('never lets a validation touch what is trained', async () => {
		const [often, never] = [tinyTrainer(), tinyTrainer({ validation: undefined })];
		await often.fit({ steps: 5, validateEvery: 1 });
		await never.fit({ steps: 5 });
		expect(weightHashes(often)).toEqual(weightHashes(never));
	});

	it('keeps the weights of the best validation', async () => {
		const folder = await temporaryFolder();
		const trainer = tinyTrainer();
		const validated = new Map<number, Record<string, string>>();
		const { best } = await trainer.fit({
			steps: 12,
			validateEvery: 3,
			checkpointFolder: folder,
			onValidation: ({ step }) => void validated.set(step, weightHashes(trainer)),
		});
		const other = tinyTrainer();
		expect(await loadBestWeights(folder, other.options.model)).toEqual(best);
		expect(weightHashes(other)).toEqual(validated.get(best!.step));
	});
});

describe('Trainer.fit in minutes', () => {
	/** Each look at the clock costs half a second, so a step costs the same in every run. */
	const ticking = () => {
		let seconds = 0;
		return () => {
			seconds += 0.5;
			return seconds;
		};
	};

	it('fixes the number of steps after the probe and keeps it when resumed', async () => {
		const folder = await temporaryFolder();
		const options = { minutes: 1, validateEvery: 10, checkpointFolder: folder };
		const stop = new AbortController();
		const stopped = await tinyTrainer().fit({
			...options,
			clock: ticking(),
			signal: stop.signal,
			onStep: ({ step }) => step === 20 && stop.abort(),
		});
		expect(stopped.totalSteps).toBeGreaterThan(40);
		const resumed = tinyTrainer();
		const slow = ticking();
		const result = await resumed.fit({ ...options, resume: true, clock: () => slow() * 100 });
		expect(result).toMatchObject({
			status: 'done',
			totalSteps: stopped.totalSteps,
			step: stopped.totalSteps,
		});

		const straight = tinyTrainer();
		await straight.fit({ minutes: 1, validateEvery: 10, clock: ticking() });
		expect(weightHashes(resumed)).toEqual(weightHashes(straight));
	});
});

describe('Trainer.fit refuses', () => {
	it('a folder that holds a run already, another seed, and other settings', async () => {
		const folder = await temporaryFolder();
		await tinyTrainer().fit({ steps: 1, checkpointFolder: folder });
		await expect(tinyTrainer().fit({ steps: 1, checkpointFolder: folder })).rejects.toThrow('exists already');
		const resume = { steps: 2, checkpointFolder: folder, resume: true };
		await expect(tinyTrainer({ seed: 8 }).fit(resume)).rejects.toThrow('a run with seed 7, not 8');
		await expect(tinyTrainer({ clipNorm: 1 }).fit(resume)).rejects.toThrow('a run with clipNorm 0.3, not 1');
		await expect(tinyTrainer({ config: { fold: 1 } }).fit(resume)).rejects.toThrow('a run with config null');
	});

	it('a damaged checkpoint, leaving it as it is', async () => {
		const folder = await temporaryFolder();
		await tinyTrainer().fit({ steps: 1, checkpointFolder: folder });
		const path = join(folder, 'checkpoint.safetensors');
		const whole = await readFile(path);
		await writeFile(path, whole.subarray(0, whole.length - 40));
		await expect(tinyTrainer().fit({ steps: 2, checkpointFolder: folder, resume: true })).rejects.toThrow(
			path,
		);
		expect(await readdir(folder)).toEqual(['best.safetensors', 'checkpoint.safetensors', 'log.jsonl']);
	});
});
