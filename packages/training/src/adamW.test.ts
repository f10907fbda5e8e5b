import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { adamW } from './adamW.ts';

beforeAll(() => useBackend('cpu'));

/** Two variables, of which the second never gets a gradient. */
const variables = () =>
	new Map([
		['moved', tf.variable(tf.tensor1d([1, -2]))],
		['still', tf.variable(tf.tensor1d([5]))],
	]);

describe('adamW', () => {
	it('moves as worked out by hand over two steps, and leaves variables without a gradient alone', () => {
		const weights = variables();
		const optimizer = adamW({ beta1: 0.5, beta2: 0.75, epsilon: 1e-8, weightDecay: 0.1 });
		const update = (gradient: number[]) =>
			optimizer.update(weights, new Map([['moved', tf.tensor1d(gradient)]]), {
				learningRate: 0.5,
				gradScale: 0.5,
			});
		// Step 1: g = 0.5 (4, -8) = (2, -4); both corrections undo the decay, so m/sqrt(v) is the sign of g.
		update([4, -8]);
		// p (1 - 0.05) - 0.5 sign(g)
		close(weights.get('moved')!, [0.95 - 0.5, -1.9 + 0.5]);
		// Step 2: g = (2, 4): m = (1.5, 1), corrected by 1 - 0.25: (2, 4/3); v = (1.75, 7), by 1 - 0.5625: (4, 16).
		update([4, 8]);
		close(weights.get('moved')!, [0.45 * 0.95 - 0.5 * (2 / 2), -1.4 * 0.95 - 0.5 * (4 / 3 / 4)]);
		close(weights.get('still')!, [5]);
		optimizer.dispose();
	});

	it('goes on from a saved state as if it had never stopped', async () => {
		const [straight, split] = [variables(), variables()];
		const gradients = [
			[0.3, -0.1],
			[0.2, 0.4],
			[-0.7, 0.1],
		].map((g) => new Map([['moved', tf.tensor1d(g)]]));
		const options = { learningRate: 1e-2, gradScale: 1 };
		const whole = adamW();
		for (const gradient of gradients) whole.update(straight, gradient, options);
		const before = adamW();
		before.update(split, gradients[0], options);
		before.update(split, gradients[1], options);
		const after = adamW();
		after.loadState(await before.saveState());
		after.update(split, gradients[2], options);
		expect(split.get('moved')!.dataSync()).toEqual(straight.get('moved')!.dataSync());
	});

	it('refuses decays outside 0 to 1 and a state without its moments', () => {
		expect(() => adamW({ beta1: 1 })).toThrow('beta1 is 1');
		expect(() => adamW({ epsilon: 0 })).toThrow('epsilon is 0');
		const state = new Map([['step/a', { shape: [], values: Int32Array.of(3) }]]);
		expect(() => adamW().loadState(state)).toThrow('The moments of a are missing');
	});
});

function close(variable: tf.Variable, expected: number[]): void {
	const values = variable.dataSync();
	for (const [index, value] of expected.entries()) expect(values[index]).toBeCloseTo(value, 6);
}
