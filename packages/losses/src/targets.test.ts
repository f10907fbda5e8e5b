import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { createLoss, listLosses } from './createLoss.ts';
import { crossEntropy } from './crossEntropy.ts';
import { dice } from './dice.ts';
import { diceCrossEntropy } from './diceCrossEntropy.ts';
import { LossError } from './lossError.ts';
import type { LossName } from './lossRoster.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { evaluateLoss, labelVolume, madeLoss, smallProblem, VOXELS } from './testing/smallProblem.ts';

beforeAll(() => useBackend('cpu'));

/** Options without which a loss cannot be made. */
const needed: Partial<Record<LossName, object>> = {
	wassersteinDice: {
		distances: [
			[0, 1, 1],
			[1, 0, 1],
			[1, 1, 0],
		],
	},
};
const every = listLosses().map((name) => ({ name, options: needed[name] ?? {} }));
const classes = Array.from({ length: VOXELS }, (_, voxel) => [0, 0, 1, 2, 1][voxel % 5]!);
const { logits } = smallProblem;

/** The same value and gradient. */
function expectSame(
	[loss, labels]: [SegmentationLoss, tf.Tensor],
	[other, otherLabels]: [SegmentationLoss, tf.Tensor],
): void {
	const [a, b] = [evaluateLoss(loss, labels, logits), evaluateLoss(other, otherLabels, logits)];
	expect(a.value).toBeCloseTo(b.value, 5);
	expect(maxAbsOverMax(a.gradient, b.gradient)).toBeLessThan(1e-5);
}

describe('labels', () => {
	it.each(every)('one-hot give $name what class numbers give', ({ name, options }) => {
		const loss = madeLoss(name, options);
		const numbers = labelVolume(classes);
		expectSame([loss, tf.oneHot(numbers as tf.Tensor4D, 3, 1, 0, 'float32')], [loss, numbers]);
	});
	it.each(every)('with a trailing axis, and as floats, are class numbers to $name', ({ name, options }) => {
		const loss = madeLoss(name, options);
		const numbers = labelVolume(classes);
		expectSame([loss, tf.expandDims(numbers, -1)], [loss, numbers]);
		expectSame([loss, tf.cast(numbers, 'float32')], [loss, numbers]);
	});
	it('of shapes that do not fit are refused', () => {
		const call = (shape: number[]) => () => dice()(tf.zeros(shape, 'int32'), tf.zeros([2, 4, 3, 3, 3]));
		expect(call([2, 4, 3])).toThrow(LossError);
		expect(call([2, 4, 3, 3, 2])).toThrow(
			/have to be \[2,4,3,3\], \[2,4,3,3,1\] or, with a target for each channel/,
		);
	});
	it('of each channel go with no option about label numbers', () => {
		const call = (): unknown =>
			dice({ ignoreLabel: 3 })(tf.zeros([2, 4, 3, 3, 3]), tf.zeros([2, 4, 3, 3, 3]));
		expect(call).toThrow(/ignoreLabel speaks of label numbers/);
	});
});

describe('ignoreLabel', () => {
	const ignored = (voxel: number): boolean => voxel % 4 === 1;
	const labels = classes.map((label, voxel) => (ignored(voxel) ? 255 : label));

	it.each(every)('takes the voxels out of the gradient of $name', ({ name, options }) => {
		// Distances of hausdorffDt are of whole masks, and those of clDice's skeletons reach past a voxel.
		const loss = madeLoss(name, { ...options, ignoreLabel: 255 });
		const { gradient } = evaluateLoss(loss, labelVolume(labels), logits);
		for (let voxel = 0; voxel < VOXELS; voxel++) {
			const own = gradient.subarray(3 * voxel, 3 * voxel + 3);
			if (ignored(voxel)) expect(Math.max(...own.map(Math.abs)), `voxel ${voxel}`).toBe(0);
		}
		expect(gradient.some((slope) => slope !== 0)).toBe(true);
	});
	it('counts the voxels that are left as if there were no others', () => {
		const kept = classes.flatMap((_, voxel) => (voxel < VOXELS / 2 && !ignored(voxel) ? [voxel] : []));
		const pick = (from: ArrayLike<number>, width: number): number[] =>
			kept.flatMap((voxel) => Array.from({ length: width }, (_, c) => from[voxel * width + c]!));
		const alone = tf.tensor(pick(classes, 1), [1, kept.length], 'int32');
		const own = tf.tensor(pick(logits, 3), [1, kept.length, 3]);
		const half = tf.tensor(labels.slice(0, VOXELS / 2), [1, VOXELS / 2], 'int32');
		const all = tf.tensor(Array.from(logits.subarray(0, (VOXELS / 2) * 3)), [1, VOXELS / 2, 3]);
		for (const name of [
			'diceCrossEntropy',
			'diceFocal',
			'generalizedDice',
			'tversky',
			'unifiedFocal',
		] as const) {
			const value = (options: object, y: tf.Tensor, x: tf.Tensor): number =>
				madeLoss(name, options)(y, x).dataSync()[0]!;
			expect(value({ ignoreLabel: 255 }, half, all), name).toBeCloseTo(value({}, alone, own), 5);
		}
	});
});

describe('labelSets', () => {
	it('make cross entropy that of the joined class', () => {
		// Class 2 was not annotated: it hides in the background.
		const partial = classes.map((label) => (label === 2 ? 0 : label));
		const joined = tf.tidy(() => {
			const z = tf.tensor(Array.from(logits), [1, VOXELS, 3]);
			const [a, b, c] = tf.unstack(z, -1) as [tf.Tensor, tf.Tensor, tf.Tensor];
			return tf.stack([tf.logSumExp(tf.stack([a, c], -1), -1), b], -1); // [1, V, 2]
		});
		const labels = tf.tensor(partial, [1, VOXELS], 'int32');
		const expected = crossEntropy()(labels, joined).dataSync()[0]!;
		const { value } = evaluateLoss(crossEntropy({ labelSets: { 0: [0, 2] } }), labelVolume(partial), logits);
		expect(value).toBeCloseTo(expected, 5);
	});
	it('of all classes are voxels to ignore', () => {
		const labels = classes.map((label, voxel) => (voxel % 4 === 1 ? 9 : label));
		expectSame(
			[diceCrossEntropy({ labelSets: { 9: [0, 1, 2] } }), labelVolume(labels)],
			[diceCrossEntropy({ ignoreLabel: 9 }), labelVolume(labels)],
		);
	});
});

describe('regions', () => {
	it('overlap: they are the targets of each channel, whatever numbers the labels have', () => {
		const brats = classes.map((label) => [0, 2, 4][label]!);
		const regions = [[1, 2, 4], [1, 4], [4]];
		const channels = tf.stack(
			regions.map((region) =>
				tf.tensor(
					brats.map((label) => (region.includes(label) ? 1 : 0)),
					[2, 4, 3, 3],
				),
			),
			-1,
		);
		for (const name of ['diceCrossEntropy', 'diceFocal', 'focalTversky', 'clDice', 'boundary'] as const) {
			const [byNumbers, byChannels] = [{ regions }, { activation: 'sigmoid' }].map((options) =>
				madeLoss(name, options),
			);
			expectSame([byNumbers!, labelVolume(brats)], [byChannels!, channels]);
		}
	});
	it('have to be as many as channels, and do not go with softmax', () => {
		const loss = createLoss({ name: 'dice', options: { regions: [[1], [2]] } });
		const call = (): unknown => loss(labelVolume(classes), tf.zeros([2, 4, 3, 3, 3]));
		expect(call).toThrow('there are 2 regions and 3 channels of logits');
		const softmax = (): unknown =>
			dice({ regions: [[1], [2], [3]], activation: 'softmax' })(
				labelVolume(classes),
				tf.zeros([2, 4, 3, 3, 3]),
			);
		expect(softmax).toThrow(/regions may overlap, which softmax rules out/);
	});
	it('of one channel are label 1', () => {
		const labels = tf.tensor([0, 1, 1, 0], [1, 4], 'int32');
		const x = tf.tensor([-20, 20, 20, -20], [1, 4, 1]);
		expect(diceCrossEntropy({ activation: 'sigmoid' })(labels, x).dataSync()[0]).toBeCloseTo(0, 6);
	});
});
