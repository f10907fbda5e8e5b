import { type LossSpec, listLosses } from '@unetr/losses';
import { useBackend } from '@unetr/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder, tinyTrainer } from './testing/tinyRun.ts';

beforeAll(() => useBackend('cpu'));

/** Options without which a loss cannot be made. */
const needed: Readonly<Record<string, object>> = {
	wassersteinDice: {
		distances: [
			[0, 1, 1],
			[1, 0, 1],
			[1, 1, 0],
		],
	},
};

describe('a Trainer with a loss by its name', () => {
	it.each(listLosses())('takes steps with %s', async (name) => {
		const loss = { name, options: needed[name] ?? {} } as LossSpec;
		const trainer = tinyTrainer({ loss });
		const losses: number[] = [];
		await trainer.fit({ steps: 2, validateEvery: 100, onStep: (entry) => losses.push(entry.loss) });
		expect(losses.every(Number.isFinite)).toBe(true);
		expect(losses).toHaveLength(2);
	});

	it('is resumed with the same loss alone, and says so', async () => {
		const checkpointFolder = await temporaryFolder();
		const loss = { name: 'tversky', options: { alpha: 0.3, beta: 0.7 } } as const;
		await tinyTrainer({ loss }).fit({ steps: 1, validateEvery: 100, checkpointFolder });
		const resume = { steps: 2, validateEvery: 100, checkpointFolder, resume: true };
		await expect(tinyTrainer({ loss: 'dice' }).fit(resume)).rejects.toThrow(
			'a run with loss {"name":"tversky","options":{"alpha":0.3,"beta":0.7}}, not "dice"',
		);
		expect(await tinyTrainer({ loss }).fit(resume)).toMatchObject({ status: 'done', step: 2 });
	});

	it('is not made of a loss that there is not', () => {
		expect(() => tinyTrainer({ loss: 'dise' as LossSpec })).toThrow(/there is no loss 'dise'/);
	});
});
