import { describe, expect, it } from 'vitest';
import { measureRegions } from '../measure/measureRegions.ts';
import { type MetricName, metricNames } from '../measure/metricRoster.ts';
import { summariseMeasures } from '../measure/summariseMeasures.ts';
import type { Evaluation } from './evaluation.ts';
import { policyText } from './policyText.ts';
import { summaryCsv } from './summaryCsv.ts';
import { summaryJson } from './summaryJson.ts';
import { summaryMarkdown } from './summaryMarkdown.ts';

const regions = [
	{ name: 'left, "upper"', labels: [1] },
	{ name: 'both | all', labels: [1, 2] },
];

/** Three cases on ten voxels: one good, one in which the first region is missed, one empty. */
function evaluation(metrics: readonly MetricName[] = ['dice', 'iou', 'hd95']): Evaluation {
	const map = (values: number[]) => ({
		values: Uint8Array.from({ length: 10 }, (_, v) => values[v] ?? 0),
		shape: [1, 1, 10] as const,
	});
	const pairs = [
		[
			[1, 1, 2],
			[1, 1, 1, 2],
		],
		[
			[0, 2],
			[1, 2],
		],
		[[], []],
	];
	const cases = pairs.map(([p, r], index) => ({
		id: `case${index}`,
		prediction: `p/case${index}.nii`,
		reference: `r/case${index}.nii`,
		regions: measureRegions(map(p), map(r), { regions, metrics }),
	}));
	return {
		cases,
		summary: summariseMeasures(cases.map((one) => one.regions)),
		policy: { empty: 'exclude', text: policyText.exclude },
		options: { confidence: 0.95 },
		unpaired: { predictions: [], references: ['x'] },
	};
}

describe('summaryJson', () => {
	const json = summaryJson(evaluation());

	it("has nnU-Net's summary where its scripts look for it", () => {
		// what nnU-Net's compute_metrics and compute_metrics_on_folder give for these masks
		expect(json.metric_per_case[0]).toMatchObject({
			prediction_file: 'p/case0.nii',
			reference_file: 'r/case0.nii',
			metrics: {
				'1': { Dice: 0.8, IoU: 2 / 3, TP: 2, FP: 0, FN: 1, TN: 7, n_pred: 2, n_ref: 3 },
				'(1, 2)': { Dice: 6 / 7, IoU: 0.75, TP: 3, FP: 0, FN: 1, TN: 6, n_pred: 3, n_ref: 4 },
			},
		});
		// nothing but numbers, which scripts take means of
		const numbers = json.metric_per_case.flatMap(({ metrics }) =>
			Object.values(metrics).flatMap(Object.values),
		);
		expect(numbers.every((value) => value === null || typeof value === 'number')).toBe(true);
		expect(json.metric_per_case[1].status).toEqual({ '1': 'missed', '(1, 2)': 'both present' });
		expect(json.metric_per_case[2].metrics['1'].Dice).toBeNull();
		expect(json.mean['1']).toMatchObject({ Dice: 0.4, TP: 2 / 3, FN: 2 / 3, n_ref: 4 / 3 });
		expect(json.foreground_mean.Dice).toBeCloseTo((0.4 + (6 / 7 + 2 / 3) / 2) / 2, 12);
	});

	it('has cases, policy, counts and intervals beside it, all of it JSON', () => {
		expect(json.cases).toEqual([
			{ id: 'case0', perClass: { '1': 0.8, '(1, 2)': 6 / 7 }, mean: (0.8 + 6 / 7) / 2 },
			{ id: 'case1', perClass: { '1': 0, '(1, 2)': 2 / 3 }, mean: 1 / 3 },
			{ id: 'case2', perClass: { '1': null, '(1, 2)': null }, mean: null },
		]);
		expect(json.policy).toEqual({ empty: 'exclude', text: policyText.exclude });
		expect(json.labels).toEqual({ '1': 'left, "upper"', '(1, 2)': 'both | all' });
		expect(json.summary['1']).toMatchObject({
			...{ bothPresent: 1, missed: 1, falsePositive: 0, bothEmpty: 1 },
			metrics: { dice: { mean: 0.4, n: 2, ci: { low: 0, high: 0.8 } } },
		});
		expect(json.summary.foreground.metrics.dice?.n).toBe(2);
		expect(JSON.parse(JSON.stringify(json))).toEqual(json);
	});
});

describe('summaryCsv', () => {
	it('has a line a case and region, units in the head, and quotes where they are needed', () => {
		const lines = summaryCsv(evaluation(metricNames)).split('\r\n');
		expect(lines[0]).toContain('prediction_mm3,reference_mm3,dice,iou');
		expect(lines[0]).toContain('volumeError_mm3,relativeVolumeError,hd_mm,hd95_mm');
		expect(lines).toHaveLength(1 + 6 + 1);
		expect(lines[1]).toMatch(/^case0,1,"left, ""upper""",both present,2,0,1,7,2,3,0\.8,/);
		expect(lines[2]).toMatch(/^case0,"\(1, 2\)",both \| all,both present,/);
		expect(lines[5]).toMatch(/^case2,1,"left, ""upper""",both empty,0,0,0,10,0,0,,,/);
		expect(lines[5]).toMatch(/,exclude$/);
	});
});

describe('summaryMarkdown', () => {
	it('says mean, deviation, interval and n, the counts and the policy', () => {
		const text = summaryMarkdown(evaluation(['dice']));
		expect(text).toContain('3 cases;');
		expect(text).toContain('| left, "upper" | 0.400 ± 0.566 [0.000, 0.800] (n = 2) | 1 | 0 | 1 |');
		expect(text).toContain('| both \\| all |');
		expect(text).toContain('Empty masks: `exclude`.');
		expect(text).toContain("the grid's diagonal");
		expect(text).toContain('1 without a prediction, in no mean: x.');
		const never = { ...evaluation(['dice']) };
		const empty = { ...never, cases: [], summary: summariseMeasures([never.cases[2].regions]) };
		expect(summaryMarkdown(empty)).toContain('| – |');
	});
});
