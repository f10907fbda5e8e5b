import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { channelsLast, type GoldenCase, goldenCases, maxAbsOverMax, readGolden } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoss } from './createLoss.ts';
import { deepSupervision } from './deepSupervision.ts';
import { diceCrossEntropy } from './diceCrossEntropy.ts';
import type { LossName } from './lossRoster.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';

const cases = goldenCases('losses/').filter(({ id }) => id !== 'losses/inputs');

/** Our name of each of the reference's classes. */
const names: Readonly<Record<string, LossName>> = {
	DiceLoss: 'dice',
	GeneralizedDiceLoss: 'generalizedDice',
	DiceCELoss: 'diceCrossEntropy',
	FocalLoss: 'focal',
	DiceFocalLoss: 'diceFocal',
	GeneralizedDiceFocalLoss: 'generalizedDiceFocal',
	TverskyLoss: 'tversky',
	GeneralizedWassersteinDiceLoss: 'wassersteinDice',
	HausdorffDTLoss: 'hausdorffDt',
	LogHausdorffDTLoss: 'hausdorffDt',
	SoftclDiceLoss: 'clDice',
	SoftDiceclDiceLoss: 'clDice',
};

/** Arguments that have another name or value here; the others are the reference's in camel case. */
const renamed: Readonly<Record<string, (value: never) => object>> = {
	to_onehot_y: () => ({}),
	softmax: () => ({ activation: 'softmax' }),
	use_softmax: () => ({ activation: 'softmax' }),
	sigmoid: () => ({ activation: 'sigmoid' }),
	squared_pred: (squared) => ({ squared }),
	weight: (classWeights) => ({ classWeights }),
	w_type: (weighting) => ({ weighting }),
	dist_matrix: (distances) => ({ distances }),
	iter_: (iterations) => ({ iterations }),
};

const camelCase = (name: string): string =>
	name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

function lossOf({ reference, args }: GoldenCase): SegmentationLoss {
	const options = Object.entries(args).map(
		([name, value]) => renamed[name]?.(value as never) ?? { [camelCase(name)]: value },
	);
	const log = reference.includes('LogHausdorff') ? { log: true } : {};
	const name = names[reference.split('.').at(-1)!]!;
	return createLoss({ name, options: Object.assign({}, ...options, log) });
}

/** Weights that `DeepSupervisionLoss` gives three levels. */
const levelWeights: Readonly<Record<string, number[]>> = {
	exp: [1, 0.5, 0.25],
	same: [1, 1, 1],
	two: [1, 0.5, 0.5],
};

/** Deep supervision of the logits themselves and of every second and third of them. */
function deepLossOf({ args }: GoldenCase): SegmentationLoss {
	const loss = deepSupervision(diceCrossEntropy(), {
		weights: levelWeights[args.weight_mode]!,
		sampling: 'middle',
	});
	const everyNth = (x: tf.Tensor, step: number): tf.Tensor =>
		[1, 2, 3].reduce(
			(picked, axis) => tf.gather(picked, tf.range(0, x.shape[axis]!, step, 'int32'), axis),
			x,
		);
	return (labels, x) => loss(labels, [x, tf.mul(everyNth(x, 2), 0.5), tf.mul(everyNth(x, 3), 2)]);
}

/** Class numbers as int32 [B, i, j, k]; what is one number a channel as float32 [B, i, j, k, C]. */
function targetOf(name: string): tf.Tensor {
	const tensor = readGolden('losses/inputs').tensors.get(name)!;
	const { values, shape } = channelsLast(tensor);
	if (!name.startsWith('label')) return tf.tensor(values, shape);
	return tf.tensor(values, shape.slice(0, -1), 'int32');
}

/** Value and gradient of a golden case's loss. */
function evaluate(entry: GoldenCase, loss: SegmentationLoss): { value: number; gradient: Float32Array } {
	const logits = channelsLast(readGolden('losses/inputs').tensors.get(entry.logits)!);
	const labels = targetOf(entry.target);
	const { value, grad } = tf.valueAndGrad((x) => loss(labels, x))(tf.tensor(logits.values, logits.shape));
	return { value: value.dataSync()[0], gradient: grad.dataSync() as Float32Array };
}

const expectedGradient = (entry: GoldenCase): Float32Array =>
	channelsLast(readGolden(entry.id).tensors.get('grad')!).values;

/** Cases that are no plain comparison: without reduction, and one whose reference mixes the items of a batch. */
const apart = ['losses/dice_none', 'losses/wasserstein_dice'];
const plain = cases.filter(({ id }) => !apart.includes(id));

afterAll(() => useBackend('cpu'));

describe.each(['cpu', 'simd'])('losses against MONAI on %s', (backend) => {
	beforeAll(() => useBackend(backend));

	it.each(plain.map((entry) => [entry.id, entry] as const))('%s: value and gradient', (_id, entry) => {
		tf.tidy(() => {
			const loss = 'weight_mode' in entry.args ? deepLossOf(entry) : lossOf(entry);
			const { value, gradient } = evaluate(entry, loss);
			const { value_rel, grad_max_abs_over_max } = entry.tolerance;
			expect(Math.abs(value - entry.value) / Math.abs(entry.value)).toBeLessThan(value_rel);
			expect(maxAbsOverMax(gradient, expectedGradient(entry))).toBeLessThan(grad_max_abs_over_max);
		});
	});

	it('losses/dice_none: every cost, and the gradient of their sum', () => {
		const entry = readGolden('losses/dice_none').entry;
		tf.tidy(() => {
			const [, , i, j, k, channels] = [0, 0, 7, 6, 5, 3];
			const logits = channelsLast(readGolden('losses/inputs').tensors.get(entry.logits)!);
			const costs = [0, 1].flatMap((item) => {
				const labels = tf.slice(targetOf(entry.target), [item, 0, 0, 0], [1, i, j, k]);
				const own = tf.slice(
					tf.tensor(logits.values, logits.shape),
					[item, 0, 0, 0, 0],
					[1, i, j, k, channels],
				);
				const oneClass = (counted: number) => [0, 1, 2].map((channel) => (channel === counted ? 1 : 0));
				return [0, 1, 2].map((counted) => {
					const loss = createLoss({
						name: 'dice',
						options: { classWeights: oneClass(counted), reduction: 'sum' },
					});
					return loss(labels, own).dataSync()[0]!;
				});
			});
			expect(maxAbsOverMax(costs, entry.value)).toBeLessThan(entry.tolerance.value_rel);
			const { gradient } = evaluate(entry, createLoss({ name: 'dice', options: { reduction: 'sum' } }));
			expect(maxAbsOverMax(gradient, expectedGradient(entry))).toBeLessThan(
				entry.tolerance.grad_max_abs_over_max,
			);
		});
	});

	it('losses/wasserstein_dice: the formula item by item, where the reference mixes the items of a batch', () => {
		const entry = readGolden('losses/wasserstein_dice').entry;
		const { hits, errors } = wassersteinParts(entry);
		const cost = (hit: number, error: number): number => 1 - (2 * hit + 1e-5) / (2 * hit + error + 1e-5);
		// The reference multiplies [B, 1, V] by [B, V]: each item is credited with the voxels of all of them.
		const mixed = [0, 1].map((item) => cost(hits[item]![0]! + hits[item]![1]!, errors[item]!));
		expect((mixed[0]! + mixed[1]!) / 2).toBeCloseTo(entry.value, 7);
		const apart = [0, 1].map((item) => cost(hits[item]![item]!, errors[item]!));
		const { value } = tf.tidy(() => evaluate(entry, lossOf(entry)));
		expect(value).toBeCloseTo((apart[0]! + apart[1]!) / 2, 6);
	});
});

/** In float64, by loops: sum of 1 - W over the foreground of item a with the errors of item b, and all errors of b. */
function wassersteinParts({ args }: GoldenCase): { hits: number[][]; errors: number[] } {
	const inputs = readGolden('losses/inputs').tensors;
	const logits = channelsLast(inputs.get('logits')!).values;
	const labels = inputs.get('label')!.values;
	const voxels = labels.length / 2;
	const errorAt = Array.from(labels, (label, at) => {
		const terms = [0, 1, 2].map((channel) => Math.exp(logits[3 * at + channel]!));
		const total = terms.reduce((sum, term) => sum + term, 0);
		return terms.reduce((sum, term, channel) => sum + (args.dist_matrix[label][channel] * term) / total, 0);
	});
	const over = (item: number, value: (voxel: number) => number): number =>
		Array.from({ length: voxels }, (_, voxel) => voxel).reduce(
			(sum, voxel) => sum + (labels[item * voxels + voxel]! > 0 ? value(voxel) : 0),
			0,
		);
	return {
		hits: [0, 1].map((a) => [0, 1].map((b) => over(a, (voxel) => 1 - errorAt[b * voxels + voxel]!))),
		errors: [0, 1].map((item) =>
			errorAt.slice(item * voxels, (item + 1) * voxels).reduce((sum, value) => sum + value, 0),
		),
	};
}
