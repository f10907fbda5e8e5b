import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listLosses } from '@unetr/losses';
import { describe, expect, it, onTestFinished } from 'vitest';
import { Refusal } from '../refusal.ts';
import { DEFAULT_LOSS, describeLoss, ignoring, lossProblem, readLossSpec } from './lossChoice.ts';

async function jsonFile(text: string): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'unetr-loss-'));
	onTestFinished(() => rm(folder, { recursive: true }));
	const path = join(folder, 'loss.json');
	await writeFile(path, text);
	return path;
}

describe('--loss', () => {
	it('takes a name, JSON, or a file of JSON', async () => {
		const tversky = { name: 'tversky', options: { alpha: 0.3, beta: 0.7 } };
		const sum = [{ name: 'generalizedDice' }, { name: 'boundary', weight: 0.01 }];
		expect(await readLossSpec('diceFocal')).toEqual({ name: 'diceFocal', options: {} });
		expect(await readLossSpec(JSON.stringify(tversky))).toEqual(tversky);
		expect(await readLossSpec(await jsonFile(JSON.stringify(sum)))).toEqual([
			{ name: 'generalizedDice', options: {} },
			{ name: 'boundary', options: {}, weight: 0.01 },
		]);
		expect(lossProblem(DEFAULT_LOSS)).toBeUndefined();
	});
	it('writes a loss out in one way, however it was written', async () => {
		const written = JSON.stringify(
			await readLossSpec('{"options": {"beta": 0.7, "alpha": 0.3}, "name": "tversky"}'),
		);
		expect(written).toBe('{"name":"tversky","options":{"alpha":0.3,"beta":0.7}}');
		expect(await readLossSpec('{"name": "focal"}')).toEqual(await readLossSpec('focal'));
	});
	it('names the losses for a name that there is not', async () => {
		await expect(readLossSpec('dicefocl')).rejects.toThrow(
			'There is no loss dicefocl; did you mean diceFocal?',
		);
		for (const name of listLosses()) await expect(readLossSpec('something')).rejects.toThrow(name);
		await expect(readLossSpec('something')).rejects.toThrow(Refusal);
	});
	it('says what is wrong and where', async () => {
		await expect(readLossSpec('{"name": "dice"')).rejects.toThrow('--loss is not valid JSON');
		const path = await jsonFile('{"name": "focal", "options": {"gama": 2}}');
		await expect(readLossSpec(path)).rejects.toThrow(Refusal);
		await expect(readLossSpec(path)).rejects.toThrow(`${path}: focal has no option 'gama'; it takes`);
		await expect(readLossSpec('{"name": "focal", "options": {"gamma": -1}}')).rejects.toThrow(
			'--loss: gamma of focal is -1; give a number from 0.',
		);
		await expect(readLossSpec('wassersteinDice')).rejects.toThrow(
			/--loss: wassersteinDice is given no distances/,
		);
		await expect(readLossSpec('{"name": "dice", "options": {"regions": [[1], [1, 2]]}}')).rejects.toThrow(
			/--loss: regions of dice may overlap/,
		);
		await expect(readLossSpec('absent.json')).rejects.toThrow('ENOENT');
	});
});

describe('a loss', () => {
	it('is described in few words', async () => {
		expect(describeLoss('focal')).toBe('focal');
		expect(describeLoss(DEFAULT_LOSS)).toBe('diceCrossEntropy (batch true, includeBackground false)');
		expect(
			describeLoss([
				{ name: 'dice', options: { classWeights: [1, 2] } },
				{ name: 'boundary', weight: 0.01 },
			]),
		).toBe('dice (classWeights [1,2]) + 0.01 × boundary');
	});
	it('leaves the same voxels out in every part', () => {
		const two = [
			{ name: 'dice', options: { batch: true } },
			{ name: 'focal', weight: 2 },
		] as const;
		expect(ignoring(two, 7)).toEqual([
			{ name: 'dice', options: { batch: true, ignoreLabel: 7 } },
			{ name: 'focal', options: { ignoreLabel: 7 }, weight: 2 },
		]);
		expect(ignoring(DEFAULT_LOSS, undefined)).toBe(DEFAULT_LOSS);
	});
});
