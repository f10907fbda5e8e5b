import { callAlone, hostileCases, hostileFolder } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { VolumeError } from '../volumeError.ts';
import { problemText } from './dataset.ts';
import { readDataset } from './readDataset.ts';
import { validateDataset } from './validateDataset.ts';

describe.each(hostileCases('dataset'))('$file: $fault', (hostile) => {
	const folder = `${hostileFolder}/${hostile.file}`;

	it('has its outcome when it is read and validated', async () => {
		const report = await readDataset(folder)
			.then((dataset) => validateDataset(dataset))
			.catch((cause: unknown) => {
				expect(cause).toBeInstanceOf(VolumeError);
				return { refusal: (cause as VolumeError).message };
			});
		if (hostile.expect === 'error') {
			const text = 'refusal' in report ? report.refusal : report.problems.map(problemText).join('\n');
			expect(text).toContain(hostile.file);
			for (const mention of hostile.errorShouldMention) expect(text).toMatch(new RegExp(mention, 'i'));
			return;
		}
		if ('refusal' in report) throw new Error(report.refusal);
		expect(report.problems).toEqual([]);
		expect(report.dataset.cases).toHaveLength(hostile.orValue.training);
		expect(report.dataset.labels).toEqual(hostile.orValue.labels);
		expect(report.warnings.map(({ id }) => id)).toEqual(['case_02']);
		for (const mention of hostile.orValue.warningShouldMention ?? []) {
			expect(problemText(report.warnings[0]!)).toContain(mention);
		}
	});

	it('has the same outcome when its folder is validated', async () => {
		const { problems, warnings } = await validateDataset(folder);
		expect(problems).toHaveLength(hostile.expect === 'error' ? 1 : 0);
		if (hostile.expect === 'ok') expect(warnings).toHaveLength(1);
	});
	it('stays within its memory and time in a process of its own', async () => {
		const validator = new URL('./validateDataset.ts', import.meta.url);
		const outcome = await callAlone(validator, 'validateDataset', folder, hostile);
		expect(outcome.value.problems).toHaveLength(hostile.expect === 'error' ? 1 : 0);
		expect(outcome.grownKb).toBeLessThan(hostile.maxMemoryMB * 1000);
		expect(outcome.seconds).toBeLessThan(hostile.maxSeconds);
		expect(outcome.pollutes).toBe(false);
	});
});
