import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { unit } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { dice } from './dice.ts';
import { diceCrossEntropy } from './diceCrossEntropy.ts';
import { LossError } from './lossError.ts';

const SHAPE = [2, 4, 3, 5, 3];
const VOXELS = 2 * 4 * 3 * 5;

const targets = {
	'all background': new Int32Array(VOXELS),
	'one voxel': Int32Array.from({ length: VOXELS }, (_, voxel) => (voxel === 37 ? 2 : 0)),
	'every class': Int32Array.from({ length: VOXELS }, (_, voxel) => voxel % 3),
};

beforeAll(() => useBackend('cpu'));

describe('diceCrossEntropy', () => {
	for (const [name, target] of Object.entries(targets)) {
		it.each([1, 1e4])(`has a finite value and gradient on ${name} with logits up to ±%d`, (scale) => {
			const logits = unit('losses/finite', VOXELS * 3).map((u) => Math.sign(u) * scale);
			for (const options of [
				{},
				{ includeBackground: false, squared: true, batch: true },
				{ jaccard: true },
			]) {
				const { value, gradient } = evaluate(diceCrossEntropy(options), target, logits);
				expect(Number.isFinite(value)).toBe(true);
				expect(gradient.every(Number.isFinite)).toBe(true);
			}
		});
	}

	it('has the gradient that differences of its value show', () => {
		const logits = unit('losses/differences', VOXELS * 3).map((u) => 2 * u);
		const loss = diceCrossEntropy({ includeBackground: false, jaccard: true, classWeights: [0.5, 1, 2] });
		const { gradient } = evaluate(loss, targets['every class'], logits);
		const step = 2 ** -6; // float32 sums: a smaller step drowns in rounding, a larger one in curvature
		const largest = gradient.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
		for (const at of [0, 1, 2, 58, 177, 359]) {
			const shifted = (by: number) => logits.map((value, index) => (index === at ? value + by : value));
			const above = evaluate(loss, targets['every class'], shifted(step)).value;
			const below = evaluate(loss, targets['every class'], shifted(-step)).value;
			expect(Math.abs((above - below) / (2 * step) - gradient[at]) / largest).toBeLessThan(5e-3);
		}
	});

	it('takes labels with a trailing axis and leaves no tensor behind', () => {
		const logits = unit('losses/axis', VOXELS * 3);
		const before = tf.memory().numTensors;
		const flat = evaluate(diceCrossEntropy(), targets['every class'], logits);
		const trailing = evaluate(diceCrossEntropy(), targets['every class'], logits, [2, 4, 3, 5, 1]);
		expect(trailing).toEqual(flat);
		expect(tf.memory().numTensors).toBe(before);
	});

	it('says which shapes and weights do not fit', () => {
		const call = (labelShape: number[], classWeights?: number[]) => () =>
			evaluate(
				diceCrossEntropy(classWeights ? { classWeights } : {}),
				targets['every class'],
				new Float32Array(VOXELS * 3),
				labelShape,
			);
		expect(call([2, 3, 4, 5])).toThrow('labels have shape [2,3,4,5] and logits [2,4,3,5,3]');
		expect(call([2, 4, 3, 5], [1, 1])).toThrow('classWeights holds 2 numbers for 3 counted classes');
		expect(call([2, 4, 3, 5], [1, -1, 1])).toThrow(LossError);
	});
});

describe('dice', () => {
	it('is 0 for sure and right logits and near 1 for sure and wrong ones', () => {
		const target = targets['every class'];
		const sure = (offset: number) =>
			Float32Array.from({ length: VOXELS * 3 }, (_, at) =>
				at % 3 === (target[Math.floor(at / 3)] + offset) % 3 ? 50 : -50,
			);
		expect(evaluate(dice(), target, sure(0)).value).toBeCloseTo(0, 6);
		expect(evaluate(dice(), target, sure(1)).value).toBeCloseTo(1, 5);
	});
});

function evaluate(
	loss: ReturnType<typeof dice>,
	target: Int32Array,
	values: Float32Array,
	labelShape = SHAPE.slice(0, 4),
): { value: number; gradient: Float32Array } {
	return tf.tidy(() => {
		const labels = tf.tensor(target, labelShape, 'int32');
		const { value, grad } = tf.valueAndGrad((x) => loss(labels, x))(tf.tensor(values, SHAPE)) as {
			value: tf.Tensor;
			grad: tf.Tensor;
		};
		return { value: value.dataSync()[0], gradient: Float32Array.from(grad.dataSync()) };
	}) as unknown as { value: number; gradient: Float32Array };
}
