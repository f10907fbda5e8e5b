import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmptyPolicy } from '../emptyPolicy.ts';
import { measureRegions } from './measureRegions.ts';
import { type MetricName, metricNames, metricRoster } from './metricRoster.ts';
import { summariseMeasures } from './summariseMeasures.ts';

const shape = [4, 5, 6] as [number, number, number];

/** A label map of 4×5×6 voxels that holds a label in the voxels from `start` on. */
function block(start: number, length: number, label = 1): { values: Uint8Array; shape: typeof shape } {
	const values = new Uint8Array(120).fill(label, start, start + length);
	return { values, shape };
}

const organ = [{ name: 'organ', labels: [1] }];
const measure = (p: [number, number], r: [number, number], emptyPolicy: EmptyPolicy = 'exclude') =>
	measureRegions(block(...p), block(...r), { regions: organ, emptyPolicy });

/** A of Dice 0.8, B without voxels, C invented, D missed. */
const four = (policy?: EmptyPolicy) => [
	measure([0, 5], [1, 5], policy),
	measure([0, 0], [0, 0], policy),
	measure([0, 5], [0, 0], policy),
	measure([0, 0], [0, 5], policy),
];

describe('measureRegions', () => {
	it('gives the four situations of empty masks their documented values, and says of how many cases a mean is (LM-06)', () => {
		expect(four().map(([{ values, status }]) => [values.dice, status])).toEqual([
			[0.8, 'both present'],
			[null, 'both empty'],
			[0, 'false positive'],
			[0, 'missed'],
		]);
		const excluded = summariseMeasures(four()).regions[0];
		expect(excluded.metrics.dice?.mean).toBeCloseTo(0.266667, 6);
		expect(excluded.metrics.dice?.n).toBe(3);
		expect(excluded).toMatchObject({ bothPresent: 1, missed: 1, falsePositive: 1, bothEmpty: 1 });
		const perfect = summariseMeasures(four('one')).regions[0].metrics.dice;
		expect([perfect?.mean, perfect?.n]).toEqual([expect.closeTo(0.45, 12), 4]);
		const forgiving = summariseMeasures(four('excludeEmptyReference')).regions[0].metrics.dice;
		expect([forgiving?.mean, forgiving?.n]).toEqual([0.4, 2]);
	});

	it('keeps the column of a region that never occurs (LM-06)', () => {
		const regions = [...organ, { name: 'never', labels: [7] }];
		const cases = [measureRegions(block(0, 5), block(1, 5), { regions })];
		const { regions: columns, foreground } = summariseMeasures([...cases, ...cases]);
		expect(columns.map(({ name, metrics }) => [name, metrics.dice?.mean, metrics.dice?.n])).toEqual([
			['organ', 0.8, 2],
			['never', null, 0],
		]);
		expect(foreground.metrics.dice).toMatchObject({ mean: 0.8, n: 2 });
	});

	it('never lets a missed or invented region improve a mean, whatever the others are', () => {
		// relative errors of several cases are shares of several volumes
		const onOneScale = metricNames.filter((name) => name !== 'relativeVolumeError');
		const mask = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 60 }));
		fc.assert(
			fc.property(fc.array(fc.tuple(mask, mask), { minLength: 1, maxLength: 4 }), mask, (pairs, lone) => {
				const cases = pairs.map(([p, r]) => measure(p, r));
				for (const policy of ['exclude', 'one', 'excludeEmptyReference'] as const) {
					const missed = measure([0, 0], lone, policy);
					const invented = policy === 'excludeEmptyReference' ? [] : [measure(lone, [0, 0], policy)];
					for (const extra of [missed, ...invented]) {
						const before = summariseMeasures(cases, { resamples: 1 }).regions[0].metrics;
						const after = summariseMeasures([...cases, extra], { resamples: 1 }).regions[0].metrics;
						for (const name of onOneScale) expectNotBetter(name, after[name]?.mean, before[name]?.mean);
					}
				}
			}),
			{ seed: 2, numRuns: 60 },
		);
	});

	it('never lets a prediction gain by being left out, in any metric', () => {
		const mask = fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 60 }));
		fc.assert(
			fc.property(
				fc.array(fc.tuple(mask, mask), { minLength: 1, maxLength: 3 }),
				mask,
				mask,
				(pairs, p, r) => {
					const others = pairs.map((pair) => measure(...pair));
					const metricsWith = (own: ReturnType<typeof measure>) =>
						summariseMeasures([...others, own], { resamples: 1 }).regions[0].metrics;
					for (const policy of ['exclude', 'one', 'excludeEmptyReference'] as const) {
						const [found, missed] = [
							metricsWith(measure(p, r, policy)),
							metricsWith(measure([0, 0], r, policy)),
						];
						for (const name of metricNames) {
							expectNotBetter(name, missed[name]?.mean, found[name]?.mean);
							expect(missed[name]?.n).toBe(found[name]?.n);
						}
					}
				},
			),
			{ seed: 3, numRuns: 60 },
		);
	});
	it('gives a missed organ the volume of the grid as volume error', () => {
		const spacing = { regions: organ, spacingMm: [1, 2, 3] as [number, number, number] };
		const volumesOf = (p: [number, number], r: [number, number]) =>
			measureRegions(block(...p), block(...r), spacing).map(({ values }) => [
				values.volumeError,
				values.relativeVolumeError,
			])[0];
		expect(volumesOf([0, 0], [0, 20])).toEqual([720, 6]); // 120 voxels of 6 mm³, 20 of which are the organ
		expect(volumesOf([0, 20], [0, 0])).toEqual([720, null]);
		expect(volumesOf([0, 30], [0, 20])).toEqual([60, 0.5]);
	});
	it('measures overlapping regions, leaves ignored voxels out, and takes either order of voxels', () => {
		const reference = Uint8Array.of(0, 1, 2, 4, 4, 255, 255, 0);
		const prediction = Uint8Array.of(0, 1, 1, 4, 0, 4, 0, 2);
		const options = {
			regions: [
				{ name: 'whole', labels: [1, 2, 4] },
				{ name: 'core', labels: [1, 4] },
			],
			ignoreLabel: 255,
			spacingMm: [1, 2, 3] as const,
		};
		const tensor = [prediction, reference].map((values) => ({ values, shape: [2, 2, 2] as const }));
		const [whole, core] = measureRegions(tensor[0], tensor[1], options);
		expect(whole).toMatchObject({ truePositives: 3, falsePositives: 1, falseNegatives: 1, trueNegatives: 1 });
		expect(core).toMatchObject({ truePositives: 2, falsePositives: 1, falseNegatives: 1, trueNegatives: 2 });
		expect([whole.predictionVolumeMm3, whole.values.dice]).toEqual([24, 0.75]);
		const turned = (values: Uint8Array) => {
			const voxels = values.map((_, v) => values[((v & 1) << 2) | (v & 2) | (v >> 2)]);
			return { voxels, shape: [2, 2, 2] as const };
		};
		expect(measureRegions(turned(prediction), turned(reference), options)).toEqual([whole, core]);
	});

	it('measures every label that occurs where no regions are named', () => {
		const measured = measureRegions(block(3, 9, 4), block(5, 9, 300 - 256), { metrics: ['dice', 'hd'] });
		expect(measured.map(({ name, status, values }) => [name, status, values.dice])).toEqual([
			['label 4', 'false positive', 0],
			['label 44', 'missed', 0],
		]);
		expect(measured[0].values.hd).toBe(Math.hypot(...shape));
		expect(Object.keys(measured[0].values)).toEqual(['dice', 'hd']);
	});

	it('refuses what it cannot measure, by field', () => {
		const [p, r] = [block(0, 5), block(1, 5)];
		expect(() => measureRegions(p.values, r.values)).toThrow('need the shape of the grid');
		expect(() => measureRegions(p, r, { metrics: ['DICE' as MetricName] })).toThrow('no metric "DICE"');
		expect(() => measureRegions(p, r, { emptyPolicy: 'nan' as EmptyPolicy })).toThrow('policy "nan"');
		expect(() => measureRegions(p, r, { spacingMm: [1, 0, 1] })).toThrow('spacingMm is [1, 0, 1]');
		expect(() => measureRegions(p, r, { missedDistanceMm: 0 })).toThrow('missedDistanceMm is 0');
		expect(() => measureRegions(p, r, { toleranceMm: -1 })).toThrow('toleranceMm is -1');
		expect(() => measureRegions(p, r, { lesionMinIou: 1 })).toThrow('minIou is 1');
		expect(() => measureRegions(p, r, { regions: [...organ, ...organ] })).toThrow(
			'Two regions are called organ',
		);
		expect(() => measureRegions(p, r, { regions: [{ name: 'none', labels: [] }] })).toThrow(
			'has the labels []',
		);
		expect(() => summariseMeasures([measure([0, 5], [1, 5]), []])).toThrow('Case 1 has other regions');
	});
});

function expectNotBetter(
	name: MetricName,
	after: number | null | undefined,
	before: number | null | undefined,
): void {
	const rise = after! - before!;
	const worse = metricRoster[name].better === 'higher' ? rise <= 1e-12 : rise >= -1e-12;
	expect(worse, `${name} from ${before} to ${after}`).toBe(true);
}
