import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ClassDice, dice } from './dice.ts';
import { classStatus, type EmptyPolicy } from './emptyPolicy.ts';
import { summariseDice } from './summariseDice.ts';

const folder = new URL('../../../tooling/fixtures/goldens/metrics/', import.meta.url);
const goldens = JSON.parse(readFileSync(new URL('metrics.json', folder), 'utf8'));

/** Ten voxels, the first `p` predicted, `r` of the reference from `from` on. */
const oneClass = (p: number, r: number, from = 0): ClassDice[] => {
	const mask = (start: number, length: number) =>
		Uint8Array.from({ length: 20 }, (_, v) => (v >= start && v < start + length ? 1 : 0));
	return dice(mask(0, p), mask(from, r), { numClasses: 2 });
};

describe('summariseDice', () => {
	const cases = [oneClass(5, 5, 1), oneClass(0, 0), oneClass(5, 0), oneClass(0, 5)]; // A, B, C, D

	it('leaves a correct "nothing" out of the mean, and counts what was missed and invented', () => {
		expect(cases.map((one) => one[1].dice)).toEqual([0.8, null, 0, 0]);
		expect(cases.map((one) => one[1].status)).toEqual([
			'both present',
			'both empty',
			'false positive',
			'missed',
		]);
		const { classes, foreground, perCase, policy } = summariseDice(cases);
		expect(policy).toBe('exclude');
		expect(classes[1].mean).toBeCloseTo(0.266667, 6);
		expect(classes[1]).toMatchObject({ label: 1, n: 3, missed: 1, falsePositive: 1, bothEmpty: 1 });
		expect(classes[1].sd).toBeCloseTo(0.8 / Math.sqrt(3), 12); // sample deviation of 0.8, 0, 0
		expect(foreground).toMatchObject({ n: 3, mean: classes[1].mean });
		expect(perCase).toEqual([0.8, null, 0, 0]);
	});

	it('counts it as 1 where the policy says so, and forgives false positives where it says that', () => {
		const one = summariseDice(cases, 'one').classes[1];
		expect(one.mean).toBeCloseTo(0.45, 12);
		expect(one.n).toBe(4);
		const forgiving = summariseDice(cases, 'excludeEmptyReference').classes[1];
		expect(forgiving.mean).toBeCloseTo(0.4, 12);
		expect(forgiving.n).toBe(2);
	});

	it('keeps the column of a class that never occurs', () => {
		const never = dice(Uint8Array.of(0, 2), Uint8Array.of(0, 2), { numClasses: 4 });
		const { classes } = summariseDice([never, never]);
		expect(classes.map(({ label, mean, n, bothEmpty }) => [label, mean, n, bothEmpty])).toEqual([
			[0, 1, 2, 0],
			[1, null, 0, 2],
			[2, 1, 2, 0],
			[3, null, 0, 2],
		]);
	});

	it("reduces as MONAI's do_metric_reduction does", () => {
		const { input, 'monai.metrics.utils.do_metric_reduction': reductions } = goldens.reduction;
		const table = (input as (number | 'NaN')[][]).map((row) => [
			withDice(0, 1),
			...row.map((value, c) => withDice(c + 1, value)),
		]);
		const { foreground, classes } = summariseDice(table);
		expect(foreground.mean).toBeCloseTo(reductions.mean.value[0], 7);
		expect(foreground.n).toBe(reductions.mean.not_nans[0]);
		for (const [c, value] of reductions.mean_batch.value.entries()) {
			expect(classes[c + 1].mean).toBeCloseTo(value, 7);
			expect(classes[c + 1].n).toBe(reductions.mean_batch.not_nans[c]);
		}
	});

	it('says nothing for no cases, and refuses cases of different classes and unknown policies', () => {
		expect(summariseDice([])).toEqual({
			policy: 'exclude',
			classes: [],
			foreground: { mean: null, sd: null, n: 0 },
			perCase: [],
		});
		expect(() => summariseDice([cases[0], [...cases[0], ...cases[0]]])).toThrow('Case 1 has 4 classes');
		expect(() => summariseDice(cases, 'nan' as EmptyPolicy)).toThrow('Unknown policy "nan"');
	});
});

/** A class whose counts give a Dice that is a multiple of 1/4; `NaN` is both masks empty. */
function withDice(label: number, value: number | 'NaN'): ClassDice {
	const voxels = value === 'NaN' ? 0 : 4;
	const overlapVoxels = value === 'NaN' ? 0 : value * 4;
	return {
		label,
		dice: value === 'NaN' ? null : value,
		status: classStatus(voxels, voxels),
		predictionVoxels: voxels,
		referenceVoxels: voxels,
		overlapVoxels,
	};
}
