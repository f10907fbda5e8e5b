import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './testing/tinyRun.ts';
import { TrainingError } from './trainingError.ts';
import { readLog, type StepEntry, TrainingLog } from './trainingLog.ts';

const step = (number: number): StepEntry => ({
	kind: 'step',
	seed: 1,
	step: number,
	loss: 1 / number,
	lr: 1e-3,
	gradNorm: 1,
	seconds: 0.5,
	cases: ['a'],
});

describe('TrainingLog', () => {
	it('writes one JSON object a line and reads them back, without a line that was cut off', async () => {
		const path = join(await temporaryFolder(), 'log.jsonl');
		const log = await TrainingLog.open(path, 0, 0);
		await log.append(step(1));
		await log.append(step(2));
		await writeFile(path, '{"kind":"step","se', { flag: 'a' });
		expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3);
		expect(await readLog(path)).toEqual([step(1), step(2)]);
	});

	it('begins anew at step 0 and ends at the step that is gone on from', async () => {
		const path = join(await temporaryFolder(), 'log.jsonl');
		const log = await TrainingLog.open(path, 0, 0);
		for (const number of [1, 2, 3]) await log.append(step(number));
		await TrainingLog.open(path, 2, 0);
		expect(await readLog(path)).toEqual([step(1), step(2)]);
		await TrainingLog.open(path, 0, 0);
		expect(await readLog(path)).toEqual([]);
	});

	it('says which line is damaged, and why a file cannot be read or written', async () => {
		const folder = await temporaryFolder();
		const path = join(folder, 'log.jsonl');
		await writeFile(path, `${JSON.stringify(step(1))}\nnonsense\n${JSON.stringify(step(3))}\n`);
		await expect(readLog(path)).rejects.toThrow(`Line 2 of ${path}`);
		await expect(readLog(join(folder, 'none'))).rejects.toThrow('there is no such file');
		await mkdir(join(folder, 'sub'));
		await expect(TrainingLog.open(join(folder, 'sub'), 0, 0)).rejects.toThrow(TrainingError);
	});
});
