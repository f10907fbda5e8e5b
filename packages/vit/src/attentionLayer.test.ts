import * as tf from '@tensorflow/tfjs';
import { LinearLayer } from '@unetr/blocks';
import { maxAbsOverMax, unit } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { AttentionLayer } from './attentionLayer.ts';

/** softmax(q kᵀ / √d) v in plain loops, with q, k, v at [(0, 1, 2)·C + h·d + n]. */
function attend(qkv: Float32Array, tokens: number, channels: number, heads: number): Float32Array {
	const d = channels / heads;
	const at = (token: number, part: number, head: number, n: number): number =>
		qkv[token * 3 * channels + part * channels + head * d + n]!;
	const out = new Float32Array(tokens * channels);
	for (let head = 0; head < heads; head++) {
		for (let row = 0; row < tokens; row++) {
			const scores = Array.from({ length: tokens }, (_, column) => {
				let sum = 0;
				for (let n = 0; n < d; n++) sum += at(row, 0, head, n) * at(column, 1, head, n);
				return Math.exp(sum / Math.sqrt(d));
			});
			const total = scores.reduce((sum, score) => sum + score, 0);
			for (let n = 0; n < d; n++) {
				const value = scores.reduce((sum, score, column) => sum + score * at(column, 2, head, n), 0);
				out[row * channels + head * d + n] = value / total;
			}
		}
	}
	return out;
}

describe('order inside the qkv projection (MW-06)', () => {
	it('takes q, then k, then v, each head by head', () => {
		const tokens = tf.input({ shape: [1, 4] });
		const qkv = new LinearLayer({ name: 'qkv', units: 12, useBias: true, seed: null });
		const heads = new AttentionLayer({ name: 'heads', numHeads: 2, dropoutRate: 0, seed: 0 });
		const projected = qkv.apply(tokens) as tf.SymbolicTensor;
		const model = tf.model({ inputs: tokens, outputs: heads.apply(projected) as tf.SymbolicTensor });
		qkv.setWeights([tf.zeros([4, 12]), tf.range(0, 12)]);
		// A single token attends to itself alone: what comes out is v.
		expect([...(model.predict(tf.zeros([1, 1, 4])) as tf.Tensor).dataSync()]).toEqual([8, 9, 10, 11]);
	});

	for (const dropoutRate of [0, 1e-9]) {
		it(`scores q against k within a head, at dropout rate ${dropoutRate}`, () => {
			const values = unit('qkv', 5 * 24);
			const layer = new AttentionLayer({ name: 'core', numHeads: 2, dropoutRate, seed: 1 });
			const out = layer.apply(tf.tensor(values, [1, 5, 24]), { training: true }) as tf.Tensor;
			expect(out.shape).toEqual([1, 5, 8]);
			expect(maxAbsOverMax(out.dataSync(), attend(values, 5, 8, 2))).toBeLessThan(1e-6);
		});
	}
});

describe('dropout of attention weights', () => {
	const qkv = tf.tensor(unit('dropout', 5 * 24), [1, 5, 24]);
	const run = (seed: number, training: boolean): number[][] => {
		const layer = new AttentionLayer({ name: 'core', numHeads: 2, dropoutRate: 0.5, seed });
		return [0, 1].map(() => [...(layer.apply(qkv, { training }) as tf.Tensor).dataSync()]);
	};
	it('draws new masks call by call, the same ones from the same seed', () => {
		const [first, second] = run(1, true);
		expect(first).not.toEqual(second);
		expect(run(1, true)).toEqual([first, second]);
		expect(run(2, true)[0]).not.toEqual(first);
	});
	it('does nothing outside training', () => expect(run(1, false)[0]).toEqual(run(2, false)[1]));
});
