import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LossName } from './lossRoster.ts';
import type { Problem } from './testing/problem.ts';
import { references } from './testing/references.ts';
import {
	allCases,
	evaluateLoss,
	labelVolume,
	madeLoss,
	smallProblem,
	VOXELS,
} from './testing/smallProblem.ts';

function referenceOf(name: LossName, options: object, logits: Float64Array): number {
	const reference = references[name] as (problem: Problem, options: object) => number;
	return reference({ ...smallProblem, logits }, options);
}

/** Central differences in float64, of which half the digits are right. */
function differences(name: LossName, options: object): Float64Array {
	const step = 1e-5;
	return smallProblem.logits.map((value, at) => {
		const shifted = (by: number): Float64Array => smallProblem.logits.with(at, value + by);
		const [above, below] = [step, -step].map((by) => referenceOf(name, options, shifted(by)));
		return (above! - below!) / (2 * step);
	});
}

/** The references' work, made once for both backends. */
const worked = new Map<string, { value: number; gradient: Float64Array }>();

function expectedOf({ name, options, title }: (typeof allCases)[number]): {
	value: number;
	gradient: Float64Array;
} {
	const done = worked.get(title);
	if (done) return done;
	const value = referenceOf(name, options, smallProblem.logits);
	const result = { value, gradient: differences(name, options) };
	worked.set(title, result);
	return result;
}

/** What breaks losses: a class that is nowhere, one that is a single voxel, and nothing that counts at all. */
const extremes: Readonly<Record<string, number[]>> = {
	'all background': Array.from({ length: VOXELS }, () => 0),
	'one voxel': Array.from({ length: VOXELS }, (_, voxel) => (voxel === 37 ? 2 : 0)),
	'all ignored': Array.from({ length: VOXELS }, () => 7),
	'no number known': Array.from({ length: VOXELS }, () => 9),
};

afterAll(() => useBackend('cpu'));

describe.each(['cpu', 'simd'])('on %s', (backend) => {
	beforeAll(() => useBackend(backend));

	it.each(allCases)('$title: value and gradient of the definition in float64', (one) => {
		const { logits, labels } = smallProblem;
		const { value, gradient } = evaluateLoss(madeLoss(one.name, one.options), labelVolume(labels), logits);
		const right = expectedOf(one);
		expect(Math.abs(value - right.value)).toBeLessThan(2e-6 * Math.max(1, Math.abs(right.value)));
		expect(right.gradient.some((slope) => slope !== 0)).toBe(true);
		expect(maxAbsOverMax(gradient, right.gradient)).toBeLessThan(2e-5);
	});

	it.each(allCases)('$title: finite at logits from 0 to ±1e4 on extreme labels', ({ name, options }) => {
		const loss = madeLoss(name, options);
		for (const [labels, values] of Object.entries(extremes)) {
			for (const scale of [0, 1, 1e4]) {
				// Half of the voxels are sure, and rightly or wrongly so.
				const logits = smallProblem.logits.map((z, at) => (at % 2 === 0 ? Math.sign(z) : z / 3) * scale);
				const { value, gradient } = evaluateLoss(loss, labelVolume(values), logits);
				const where = `${labels}, logits up to ${scale}`;
				expect(Number.isFinite(value), where).toBe(true);
				expect(gradient.every(Number.isFinite), where).toBe(true);
			}
		}
	});

	it.each(allCases)('$title: leaves no tensor behind', ({ name, options }) => {
		const targets = labelVolume(smallProblem.labels);
		const before = tf.memory().numTensors;
		evaluateLoss(madeLoss(name, options), targets, smallProblem.logits);
		madeLoss(name, options)(targets, tf.zeros([2, 4, 3, 3, 3])).dispose();
		expect(tf.memory().numTensors - before).toBe(1); // the logits of zeros
	});
});
