import { createGrid, defaultAugmentation } from '@unetr/transforms';
import { describe, expect, it } from 'vitest';
import { epochOrder } from './epochOrder.ts';
import { tinyCases } from './testing/tinyRun.ts';
import { TrainingError } from './trainingError.ts';
import { TrainingSet } from './trainingSet.ts';

const options = {
	cases: tinyCases('train', 5),
	roiSize: [4, 6, 5],
	batchSize: 2,
	seed: 11,
	augmentation: defaultAugmentation,
} as const;

describe('epochOrder', () => {
	it('is a permutation that depends on seed and epoch', () => {
		const orders = [epochOrder(9, 1, 0), epochOrder(9, 1, 1), epochOrder(9, 2, 0)];
		for (const order of orders) expect([...order].sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
		expect(new Set(orders.map(String)).size).toBe(3);
		expect(epochOrder(9, 1, 1)).toEqual(orders[1]);
	});
});

describe('TrainingSet', () => {
	it('takes each case once in a pass, across batches', () => {
		const set = new TrainingSet(options);
		expect(set.stepsPerEpoch).toBe(3);
		const ids = [1, 2, 3, 4, 5].flatMap((step) => set.batch(step).caseIds);
		const all = options.cases.map(({ id }) => id);
		expect(ids.slice(0, 5).sort()).toEqual(all);
		expect(ids.slice(5).sort()).toEqual(all);
	});

	it('gives the same batch for a step, whatever was asked before', () => {
		const forwards = new TrainingSet(options);
		const batches = [1, 2, 3, 4].map((step) => forwards.batch(step));
		const backwards = new TrainingSet(options);
		for (const step of [4, 3, 2, 1]) expect(backwards.batch(step)).toEqual(batches[step - 1]);
		expect(new TrainingSet({ ...options, seed: 12 }).batch(1)).not.toEqual(batches[0]);
		expect(batches[0].images).not.toEqual(batches[2].images);
	});

	it('lays patches out as [B, i, j, k, C] with their labels beside them', () => {
		const values = Float32Array.from({ length: 2 * 3 * 2 * 2 }, (_, at) => at);
		const image = createGrid(values, [2, 3, 2], 2);
		const label = createGrid(
			Uint8Array.from({ length: 12 }, (_, at) => at % 3),
			[2, 3, 2],
		);
		const set = new TrainingSet({
			cases: [{ id: 'a', image, label }],
			roiSize: [2, 3, 2],
			batchSize: 2,
			seed: 0,
		});
		const { images, labels, shape, caseIds } = set.batch(1);
		expect(shape).toEqual([2, 2, 3, 2, 2]);
		expect([...images]).toEqual([...values, ...values]);
		expect(labels).toBeInstanceOf(Int32Array);
		expect([...labels]).toEqual([...label.values, ...label.values]);
		expect(caseIds).toEqual(['a', 'a']);
	});

	it('pads a case that is smaller than the patch with zeros', () => {
		const { images, labels, shape } = new TrainingSet({
			...options,
			roiSize: [12, 8, 8],
			augmentation: {},
		}).batch(1);
		expect(shape).toEqual([2, 12, 8, 8, 1]);
		expect(images.filter((value) => value !== 0).length).toBeLessThanOrEqual(2 * 9 * 7 * 6);
		expect(labels.reduce((sum, label) => sum + label)).toBeGreaterThan(0);
	});

	it('refuses what it cannot take batches from', () => {
		expect(() => new TrainingSet({ ...options, cases: [] })).toThrow('at least one case');
		expect(() => new TrainingSet({ ...options, batchSize: 0 })).toThrow('batchSize is 0');
		const [one, two] = tinyCases('mixed', 2);
		const twoChannels = { ...two, image: createGrid(new Float32Array(2 * 9 * 7 * 6), [9, 7, 6], 2) };
		const mixed = () => new TrainingSet({ ...options, cases: [one, twoChannels] });
		expect(mixed).toThrow('Case mixed1 has 2 channels and case mixed0 has 1');
		expect(mixed).toThrow(TrainingError);
	});
});
