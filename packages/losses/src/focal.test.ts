import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crossEntropy } from './crossEntropy.ts';
import { type FocalOptions, focal } from './focal.ts';

const LOGITS = [-100, -18, 0, 18, 100];
const EXPONENTS = [0, 0.5, 1, 2];

afterAll(() => useBackend('cpu'));

/** Value and slope of one voxel of the class, as one channel with sigmoid or as the second of two with softmax. */
function evaluate(
	loss: (labels: tf.Tensor, logits: tf.Tensor) => tf.Scalar,
	logit: number,
	channels: 1 | 2,
): { value: number; slope: number } {
	const label = tf.tensor2d([1], [1, 1], 'int32');
	const x = tf.tensor3d(channels === 1 ? [logit] : [0, logit], [1, 1, channels]);
	const { value, grad } = tf.valueAndGrad((z) => loss(label, z))(x);
	const scale = channels === 1 ? 1 : 2; // the mean over channels, of which the other one costs nothing
	return { value: scale * value.dataSync()[0]!, slope: scale * grad.dataSync()[channels - 1]! };
}

describe.each(['cpu', 'simd'])('focal on %s (LM-07)', (backend) => {
	beforeAll(() => useBackend(backend));

	const activations = [
		['sigmoid', 1],
		['softmax', 2],
	] as const;
	describe.each(activations)('with %s, of sure predictions and small exponents', (activation, channels) => {
		const at = (gamma: number, logit: number, more: FocalOptions = {}) =>
			evaluate(focal({ gamma, activation, ...more }), logit, channels);

		it('is finite with its gradient at every logit and exponent', () => {
			for (const gamma of EXPONENTS)
				for (const logit of LOGITS) {
					const { value, slope } = at(gamma, logit);
					expect(Number.isFinite(value), `${gamma} ${logit}`).toBe(true);
					expect(Number.isFinite(slope), `${gamma} ${logit}`).toBe(true);
				}
		});
		it('has the values of its formula', () => {
			const undecided = [Math.LN2, 0.490129, 0.346574, 0.173287];
			for (const [index, gamma] of EXPONENTS.entries()) {
				expect(at(gamma, 0).value).toBeCloseTo(undecided[index]!, 6);
				expect(at(gamma, -100).value).toBeCloseTo(100, 4);
			}
			expect(Math.abs(at(0, 18).value / 1.523e-8 - 1)).toBeLessThan(1e-3);
		});
		it('has the slopes of its formula where nothing rounds', () => {
			for (const gamma of EXPONENTS) {
				// d/dz of (1 - p)^gamma (-log p) at p = 1/2
				const expected = -(0.5 ** gamma) * (gamma * 0.5 * Math.log(2) + 0.5);
				expect(at(gamma, 0).slope).toBeCloseTo(expected, 6);
			}
			expect(at(2, -100).slope).toBeCloseTo(-1, 6);
		});
		it('is cross entropy with exponent 0', () => {
			for (const logit of LOGITS) {
				const entropy = evaluate(crossEntropy({ activation }), logit, channels);
				// Cross entropy is no mean over classes that exclude one another.
				const scale = channels === 1 ? 1 : 1 / 2;
				expect(at(0, logit).value).toBeCloseTo(scale * entropy.value, 5);
				expect(at(0, logit).slope).toBeCloseTo(scale * entropy.slope, 5);
			}
		});
	});
});
