import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { DropPathLayer } from './dropPathLayer.ts';

const layer = (rate: number): DropPathLayer => new DropPathLayer({ name: 'drop_path', rate, seed: 5 });
const x = tf.add(tf.reshape(tf.range(0, 64 * 6), [64, 1, 3, 2]), 1);

/** The factor on each sample, after making sure that it is the same for all its values. */
function factors(drop: DropPathLayer, training = true): number[] {
	return tf.tidy(() => {
		const ratio = tf.div(drop.apply(x, { training }) as tf.Tensor, x);
		const [least, greatest] = [tf.min(ratio, [1, 2, 3]), tf.max(ratio, [1, 2, 3])].map((t) => [
			...t.dataSync(),
		]);
		expect(least).toEqual(greatest);
		return least!;
	});
}

it('leaves whole samples out and scales up the others, so that the mean stays', () => {
	const drawn = factors(layer(0.75));
	expect(new Set(drawn)).toEqual(new Set([0, 4]));
	const kept = drawn.filter((factor) => factor > 0).length;
	expect(kept).toBeGreaterThan(6);
	expect(kept).toBeLessThan(28);
});

it('lets every sample through outside of training and at rate 0', () => {
	expect(new Set(factors(layer(0.75), false))).toEqual(new Set([1]));
	expect(new Set(factors(layer(0)))).toEqual(new Set([1]));
});

it('passes the gradient of the samples that it kept', () => {
	const drop = layer(0.5);
	drop.beginStep(1);
	const kept = factors(drop);
	drop.beginStep(1);
	const gradient = tf.grad((value) => drop.apply(value, { training: true }) as tf.Tensor)(x);
	const first = tf.slice(gradient, [0, 0, 0, 0], [64, 1, 1, 1]);
	expect([...first.dataSync()]).toEqual(kept);
});

describe('masks', () => {
	it('change from call to call and from step to step, and come back with the step', () => {
		const drop = layer(0.5);
		drop.beginStep(1);
		const [first, second] = [factors(drop), factors(drop)];
		drop.beginStep(2);
		const other = factors(drop);
		drop.beginStep(1);
		expect(factors(drop)).toEqual(first);
		expect(second).not.toEqual(first);
		expect(other).not.toEqual(first);
	});
});
