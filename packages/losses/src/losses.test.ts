import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { maxAbsOverMax, unit } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLoss, listLosses, type NamedLoss } from './createLoss.ts';
import type { LossName } from './lossRoster.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { lossCases } from './testing/lossCases.ts';
import type { Problem } from './testing/problem.ts';
import { references } from './testing/references.ts';

const [BATCH, SPACE, CHANNELS] = [2, [4, 3, 3], 3] as const;
const VOXELS = BATCH * 4 * 3 * 3;

/** Blobs of the classes 0 to 2 and some voxels of 5, 7 (to ignore) and 9 (which no channel has). */
const labels = Array.from(unit('losses/labels', VOXELS), (u, at) => {
	if (u > 0.93) return at % 2 === 0 ? 7 : 5;
	if (u < -0.97) return 9;
	return [0, 0, 1, 1, 2][at % 5]!;
});
const problem: Problem = {
	...{ batch: BATCH, space: SPACE, channels: CHANNELS, labels },
	logits: Float64Array.from(unit('losses/logits', VOXELS * CHANNELS), (u) => 3 * u),
};

const cases = listLosses().flatMap((name) =>
	lossCases[name].map((options) => ({ name, options, title: `${name} ${JSON.stringify(options)}` })),
);

function referenceOf(name: LossName, options: object, logits: Float64Array): number {
	const reference = references[name] as (problem: Problem, options: object) => number;
	return reference({ ...problem, logits }, options);
}

/** Central differences in float64, of which half the digits are right. */
function differences(name: LossName, options: object): Float64Array {
	const step = 1e-5;
	return problem.logits.map((value, at) => {
		const shifted = (by: number): Float64Array => problem.logits.with(at, value + by);
		const [above, below] = [step, -step].map((by) => referenceOf(name, options, shifted(by)));
		return (above! - below!) / (2 * step);
	});
}

function evaluate(
	loss: SegmentationLoss,
	targets: tf.Tensor,
	logits: ArrayLike<number>,
): { value: number; gradient: Float32Array } {
	const x = tf.tensor(Float32Array.from(logits), [BATCH, ...SPACE, CHANNELS]);
	const { value, grad } = tf.valueAndGrad((z) => loss(targets, z))(x);
	return { value: value.dataSync()[0]!, gradient: grad.dataSync() as Float32Array };
}

const made = (name: LossName, options: object): SegmentationLoss =>
	createLoss({ name, options } as NamedLoss);
const volume = (values: readonly number[]): tf.Tensor =>
	tf.tensor(values as number[], [BATCH, ...SPACE], 'int32');

/** The references' work, made once for both backends. */
const worked = new Map<string, { value: number; gradient: Float64Array }>();

function expectedOf({ name, options, title }: (typeof cases)[number]): {
	value: number;
	gradient: Float64Array;
} {
	const done = worked.get(title);
	if (done) return done;
	const result = {
		value: referenceOf(name, options, problem.logits),
		gradient: differences(name, options),
	};
	worked.set(title, result);
	return result;
}

afterAll(() => useBackend('cpu'));

describe.each(['cpu', 'simd'])('on %s', (backend) => {
	beforeAll(() => useBackend(backend));

	it.each(cases)('$title: value and gradient of the definition in float64', (one) => {
		tf.tidy(() => {
			const { value, gradient } = evaluate(made(one.name, one.options), volume(labels), problem.logits);
			const right = expectedOf(one);
			expect(Math.abs(value - right.value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(right.value)));
			expect(right.gradient.some((slope) => slope !== 0)).toBe(true);
			expect(maxAbsOverMax(gradient, right.gradient)).toBeLessThan(2e-5);
		});
	});
});
