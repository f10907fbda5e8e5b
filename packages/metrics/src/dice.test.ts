import { readFileSync } from 'node:fs';
import { readVolume, type Volume } from '@unetr/volume';
import fc from 'fast-check';
import { readGolden, sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { dice } from './dice.ts';

interface Row {
	readonly pair: string;
	readonly class: number;
	readonly spacing?: string;
	readonly second: { voxels_pred: number; voxels_ref: number; intersection: number; dice: number | 'NaN' };
	readonly monai: { dice: number | 'NaN'; dice_empty_as_1: number };
}

const folder = new URL('../../../tooling/fixtures/goldens/metrics/', import.meta.url);
const goldens = JSON.parse(readFileSync(new URL('metrics.json', folder), 'utf8'));

const labels = (numClasses: number) =>
	fc
		.integer({ min: 1, max: 60 })
		.chain((length) =>
			fc.tuple(
				fc.uint8Array({ minLength: length, maxLength: length, max: numClasses - 1 }),
				fc.uint8Array({ minLength: length, maxLength: length, max: numClasses - 1 }),
			),
		);

describe('dice', () => {
	const { tensors, entry } = readGolden('metrics/synthetic');
	for (const row of (goldens.synthetic.rows as Row[]).filter(({ spacing }) => spacing === 'voxels')) {
		it(`gives the counts and values of both references for ${row.pair}`, () => {
			const prediction = tensors.get(`${row.pair}/pred`)!.values;
			const reference = tensors.get(`${row.pair}/ref`)!.values;
			const foreground = dice(prediction, reference, { numClasses: 2 })[1];
			expect(foreground.predictionVoxels).toBe(row.second.voxels_pred);
			expect(foreground.referenceVoxels).toBe(row.second.voxels_ref);
			expect(foreground.overlapVoxels).toBe(row.second.intersection);
			expectNear(foreground.dice, row.second.dice, entry.tolerance.second_rel);
			const one = dice(prediction, reference, { numClasses: 2, emptyPolicy: 'one' })[1];
			expectNear(one.dice, row.monai.dice_empty_as_1, entry.tolerance.monai_rel);
			const monai = dice(prediction, reference, { numClasses: 2, emptyPolicy: 'excludeEmptyReference' })[1];
			expectNear(monai.dice, row.monai.dice, entry.tolerance.monai_rel);
		});
	}

	const data = sharedData();
	it.skipIf(data === null)(
		'agrees with both references on a spine with many classes (../shared/data)',
		async () => {
			const { entry } = readGolden('metrics/panoptica_spine_semantic');
			const read = (file: string): Promise<Volume> => readVolume(`${data}/${file.slice(5)}`);
			const classes = dice(await read(entry.args.pred), await read(entry.args.ref), { numClasses: 256 });
			for (const row of goldens.panoptica_spine_semantic.rows as Row[]) {
				expect(classes[row.class].overlapVoxels).toBe(row.second.intersection);
				expectNear(classes[row.class].dice, row.second.dice, entry.tolerance.second_rel);
			}
		},
	);

	it('is symmetric, within 0 … 1, and 1 exactly where the masks are equal', () => {
		fc.assert(
			fc.property(labels(4), ([a, b]) => {
				const [ab, ba] = [dice(a, b, { numClasses: 4 }), dice(b, a, { numClasses: 4 })];
				for (const [
					label,
					{ dice: value, overlapVoxels, predictionVoxels, referenceVoxels },
				] of ab.entries()) {
					expect(ba[label].dice).toBe(value);
					if (value === null) {
						expect(predictionVoxels + referenceVoxels).toBe(0);
						continue;
					}
					expect(value).toBeGreaterThanOrEqual(0);
					expect(value).toBeLessThanOrEqual(1);
					expect(value === 1).toBe(overlapVoxels === predictionVoxels && overlapVoxels === referenceVoxels);
				}
			}),
			{ seed: 1 },
		);
	});

	it('leaves out the voxels that the reference says to ignore, and keeps absent classes in place', () => {
		const reference = Uint8Array.of(0, 1, 1, 255, 255, 3);
		const prediction = Uint8Array.of(0, 1, 0, 1, 3, 3);
		const classes = dice(prediction, reference, { numClasses: 5, ignoreLabel: 255 });
		expect(classes.map((one) => one.label)).toEqual([0, 1, 2, 3, 4]);
		expect(classes.map((one) => one.dice)).toEqual([2 / 3, 2 / 3, null, 1, null]);
		expect(classes[2].status).toBe('both empty');
	});

	it('names both shapes where they differ, and the label and index that are out of range', () => {
		const grid = (shape: [number, number, number], length = shape[0] * shape[1] * shape[2]) => ({
			values: new Uint8Array(length),
			shape,
		});
		const options = { numClasses: 2 };
		expect(() => dice(grid([2, 3, 4]), grid([2, 4, 3]), options)).toThrow('2×3×4 and reference 2×4×3');
		expect(() => dice(new Uint8Array(4), new Uint8Array(5), options)).toThrow(
			'4 voxels and reference 5 voxels',
		);
		expect(() => dice(grid([2, 2, 2], 7), grid([2, 2, 2]), options)).toThrow('needs 8 voxels');
		const volume = { voxels: new Uint8Array(8), shape: [2, 2, 2] as const };
		expect(() => dice(volume, grid([2, 2, 2]), options)).toThrow('file order and reference in tensor order');
		expect(() => dice(Uint8Array.of(0, 2), Uint8Array.of(0, 1), options)).toThrow(
			'Prediction holds the label 2 at index 1',
		);
		expect(() => dice(Uint8Array.of(0, 1), Float32Array.of(0.5, 1), options)).toThrow(
			'Reference holds the label 0.5 at index 0',
		);
		expect(() => dice(Float32Array.of(Number.NaN), Uint8Array.of(1), options)).toThrow(
			'label NaN at index 0',
		);
		expect(() => dice(Uint8Array.of(1), Uint8Array.of(1), { numClasses: 0 })).toThrow('numClasses is 0');
	});
});

function expectNear(actual: number | null, expected: number | 'NaN', relative: number): void {
	if (expected === 'NaN') expect(actual).toBeNull();
	else expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(relative * Math.abs(expected));
}
