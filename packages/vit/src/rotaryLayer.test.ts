import * as tf from '@tensorflow/tfjs';
import { unit } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { RotaryLayer, rotaryAngles } from './rotaryLayer.ts';

const grid = [2, 3, 4] as const;
const numHeads = 2;
const headSize = 14; // 7 pairs: two for each axis, and one that does not turn
const channels = numHeads * headSize;
const tokens = 24;

/** q, k and v the same at every token, so that only places tell tokens apart. */
function turned(): {
	q: (token: number) => number[];
	k: (token: number) => number[];
	v: (token: number) => number[];
} {
	const one = unit('rotary', 3 * channels);
	const layer = new RotaryLayer({ name: 'rotary', grid, numHeads });
	const packed = tf.tile(tf.tensor(one, [1, 1, 3 * channels]), [1, tokens, 1]);
	const values = (layer.apply(packed) as tf.Tensor).dataSync();
	const part = (index: number) => (token: number) => {
		const start = token * 3 * channels + index * channels;
		return [...values.subarray(start, start + headSize)];
	};
	return { q: part(0), k: part(1), v: part(2) };
}

const dot = (a: number[], b: number[]): number => a.reduce((total, value, at) => total + value * b[at]!, 0);
const tokenAt = (i: number, j: number, k: number): number => (i * 3 + j) * 4 + k;

describe('rotary positions', () => {
	it('make q·k depend on the distance of two tokens alone', () => {
		const { q, k } = turned();
		const score = (from: number, to: number): number => dot(q(from), k(to));
		expect(score(tokenAt(0, 0, 0), tokenAt(1, 1, 2))).toBeCloseTo(
			score(tokenAt(0, 1, 1), tokenAt(1, 2, 3)),
			5,
		);
		expect(score(tokenAt(0, 0, 0), tokenAt(1, 0, 0))).not.toBeCloseTo(
			score(tokenAt(0, 0, 0), tokenAt(0, 1, 0)),
			3,
		);
	});
	it('turn: lengths stay, the token at the origin stays, v stays', () => {
		const { q, v } = turned();
		const one = [...unit('rotary', 3 * channels)];
		expect(dot(q(23), q(23))).toBeCloseTo(dot(q(0), q(0)), 5);
		expect(q(0)).toEqual(one.slice(0, headSize));
		expect(v(23)).toEqual(one.slice(2 * channels, 2 * channels + headSize));
	});
	it('turn a pair as a complex number', () => {
		const { q } = turned();
		const [re, im] = unit('rotary', 2) as unknown as [number, number];
		const angle = 1; // the first pair turns by the place along i, here 1
		expect(q(tokenAt(1, 0, 0))[0]).toBeCloseTo(re * Math.cos(angle) - im * Math.sin(angle), 6);
		expect(q(tokenAt(1, 0, 0))[1]).toBeCloseTo(re * Math.sin(angle) + im * Math.cos(angle), 6);
	});
	it('share the pairs out to the axes, slower from pair to pair', () => {
		const angles = rotaryAngles(grid, headSize);
		const last = [...angles.subarray(23 * 7)];
		for (const [pair, angle] of [1, 0.1, 2, 0.2, 3, 0.3, 0].entries())
			expect(last[pair]).toBeCloseTo(angle, 6);
	});
	it('share them out to i and j alone in two dimensions', () => {
		const angles = rotaryAngles([2, 3, 1], 8, 2);
		const last = [...angles.subarray(5 * 4)];
		for (const [pair, angle] of [1, 0.1, 2, 0.2].entries()) expect(last[pair]).toBeCloseTo(angle, 6);
	});
});
