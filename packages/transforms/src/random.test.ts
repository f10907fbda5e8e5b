import { describe, expect, it } from 'vitest';
import { Random } from './random.ts';

describe('Random', () => {
	it('gives the published sequence of xoshiro128** for the state 1, 2, 3, 4', () => {
		const random = Random.fromState([1, 2, 3, 4]);
		expect(Array.from({ length: 10 }, () => random.uint32())).toEqual([
			11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
		]);
	});

	it('goes on bit for bit from a state that went through JSON', () => {
		const random = new Random(42);
		for (let n = 0; n < 100; n++) random.normal();
		const resumed = Random.fromState(JSON.parse(JSON.stringify(random.state)));
		const draw = (r: Random) => [
			r.float(),
			r.normal(),
			r.integer(7),
			r.uniform(-1, 2),
			r.shuffle([1, 2, 3, 4]),
		];
		expect(draw(resumed)).toEqual(draw(random));
	});

	it('differs between seeds, also above bit 31, and repeats with one', () => {
		const first = [0, 1, 2, -1, 2 ** 32, 2 ** 33].map((seed) => new Random(seed).uint32());
		expect(new Set(first).size).toBe(6);
		expect(new Random(2).uint32()).toBe(first[2]);
	});

	it('forks by label without moving, and forks differ from each other and from the parent', () => {
		const random = new Random(7);
		const before = random.state;
		const labels = Array.from({ length: 2000 }, (_, n) => `step ${n}`);
		const first = labels.map((label) => random.fork(label).uint32());
		expect(random.state).toEqual(before);
		expect(new Set(first).size).toBe(2000);
		expect(random.fork('step 3').uint32()).toBe(first[3]);
		expect(first).not.toContain(random.uint32());
	});

	it('has the moments of its distributions', () => {
		const random = new Random(1);
		const n = 200_000;
		const moments = (draw: () => number): [number, number] => {
			const values = Array.from({ length: n }, draw);
			const mean = values.reduce((sum, x) => sum + x, 0) / n;
			return [mean, values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / n];
		};
		// bounds: 5 standard errors of mean (σ/√n) and variance
		const [uniformMean, uniformVariance] = moments(() => random.uniform(-1, 3));
		expect(Math.abs(uniformMean - 1)).toBeLessThan(0.013);
		expect(Math.abs(uniformVariance - 16 / 12)).toBeLessThan(0.014);
		const [normalMean, normalVariance] = moments(() => random.normal());
		expect(Math.abs(normalMean)).toBeLessThan(0.0112);
		expect(Math.abs(normalVariance - 1)).toBeLessThan(0.0159);
		const noise = new Float32Array(n);
		random.addNormal(noise, 2);
		const [noiseMean, noiseVariance] = moments(
			(
				(v) => () =>
					noise[v++]
			)(0),
		);
		expect(Math.abs(noiseMean)).toBeLessThan(0.0224);
		expect(Math.abs(noiseVariance - 4)).toBeLessThan(0.064);
	});

	it('draws integers evenly and shuffles into every order', () => {
		const random = new Random(3);
		const counts = [0, 0, 0, 0, 0, 0, 0];
		for (let n = 0; n < 70_000; n++) counts[random.integer(7)]++;
		for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(470); // 5 sd
		const orders = new Set(Array.from({ length: 300 }, () => random.shuffle([1, 2, 3]).join('')));
		expect(orders.size).toBe(6);
	});

	it('refuses seeds, states and sizes that are none', () => {
		expect(() => new Random(Number.NaN)).toThrow('The seed is NaN');
		expect(() => new Random(0.5)).toThrow('The seed is 0.5');
		expect(() => Random.fromState([0, 0, 0, 0])).toThrow('random state');
		expect(() => Random.fromState([1, 2, 3, -4])).toThrow('random state');
		expect(() => new Random(0).integer(0)).toThrow('Random.integer(0)');
	});
});
