import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLoss, type LossSpec, listLosses } from './createLoss.ts';
import { crossEntropy } from './crossEntropy.ts';
import { diceFocal } from './diceFocal.ts';
import { LossError } from './lossError.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { lossCases } from './testing/lossCases.ts';

beforeAll(() => useBackend('cpu'));

const labels = tf.tensor(
	Array.from({ length: 27 }, (_, n) => (n * 7) % 3),
	[1, 3, 3, 3],
	'int32',
);
const logits = tf.randomNormal([1, 3, 3, 3, 3], 0, 1, 'float32', 4);
const numberOf = (loss: SegmentationLoss): number => loss(labels, logits).dataSync()[0]!;

describe('createLoss', () => {
	it('makes every loss from what JSON holds', () => {
		for (const name of listLosses()) {
			for (const options of lossCases[name]) {
				const again = JSON.parse(JSON.stringify({ name, options })) as LossSpec;
				expect(() => createLoss(again), name).not.toThrow();
			}
		}
	});
	it('knows a loss by its name alone', () => {
		expect(numberOf(createLoss('diceFocal'))).toBe(numberOf(diceFocal()));
	});
	it('adds up a list with its weights', () => {
		const sum = createLoss([
			{ name: 'diceFocal', options: { gamma: 1 } },
			{ name: 'crossEntropy', weight: 0.5 },
		]);
		expect(numberOf(sum)).toBeCloseTo(numberOf(diceFocal({ gamma: 1 })) + 0.5 * numberOf(crossEntropy()), 6);
	});
	it('refuses names, fields, options and values that there are not', () => {
		const call = (spec: unknown) => () => createLoss(spec as LossSpec);
		expect(call('dise')).toThrow(LossError);
		expect(call('dise')).toThrow(/there is no loss 'dise'; choose one of boundary, clDice/);
		expect(call({ name: 'toString' })).toThrow(/there is no loss 'toString'/);
		expect(call({ name: 'dice', option: {} })).toThrow(/a loss has no field 'option'/);
		expect(call({ name: 'dice', options: { includeBackgroud: false } })).toThrow(
			/dice has no option 'includeBackgroud'; it takes activation, batch/,
		);
		expect(call({ name: 'focal', options: { gamma: -1 } })).toThrow(
			'gamma of focal is -1; give a number from 0.',
		);
		expect(call({ name: 'dice', options: { batch: 'yes' } })).toThrow(
			'batch of dice is "yes"; give true or false.',
		);
		expect(call({ name: 'dice', options: { reduction: 'none' } })).toThrow(/give 'mean' or 'sum'/);
		expect(call({ name: 'wassersteinDice' })).toThrow(/is given no distances/);
		expect(call({ name: 'wassersteinDice', options: { distances: [[0, 1], [1]] } })).toThrow(/a square list/);
		expect(call({ name: 'topKCrossEntropy', options: { share: 0 } })).toThrow(
			/share of topKCrossEntropy is 0/,
		);
		expect(call(null)).toThrow('a loss is null; give its name, or its name and options.');
		expect(call([null])).toThrow(LossError);
		expect(call({ name: 'dice', options: null })).toThrow(LossError);
		expect(call([])).toThrow(/the list of losses is empty/);
		expect(call([{ name: 'dice', weight: Number.NaN }])).toThrow(/weight of dice is NaN/);
	});
	it('refuses options of all kinds that do not fit', () => {
		const call = (options: unknown) => () => createLoss({ name: 'dice', options } as LossSpec);
		expect(call({ regions: [[1, 2], 3] })).toThrow(/give a list of lists of label numbers/);
		expect(call({ labelSets: { a: [1] } })).toThrow(/give label numbers with the lists that they stand for/);
		expect(call({ labelSets: [[1]] })).toThrow(LossError);
		expect(call({ ignoreLabel: 1.5 })).toThrow('ignoreLabel of dice is 1.5; give a whole number.');
		expect(call({ classWeights: [0, 0] })).toThrow(/a list of numbers from 0, not all 0/);
		expect(() => createLoss({ name: 'boundary', options: { spacingMm: [1, 1, 0] } })).toThrow(
			/spacingMm of boundary is \[1,1,0\]; give three lengths above 0/,
		);
	});
});
