import { describe, expect, it } from 'vitest';
import { bootstrapMean } from './bootstrapMean.ts';
import { wilcoxon } from './wilcoxon.ts';

/** The mean of every way to draw as many values as there are, with replacement. */
function allMeans(values: readonly number[]): number[] {
	const n = values.length;
	return Array.from({ length: n ** n }, (_, code) => {
		let [rest, sum] = [code, 0];
		for (let draw = 0; draw < n; draw++) {
			sum += values[rest % n];
			rest = Math.floor(rest / n);
		}
		return sum / n;
	}).sort((a, b) => a - b);
}

describe('bootstrapMean', () => {
	it('gives the percentiles of all possible draws', () => {
		const values = [0.62, 0.91, 0.75, 0.4, 0.88];
		const means = allMeans(values);
		for (const [confidence, tail] of [
			[0.95, 0.025],
			[0.5, 0.25],
		] as const) {
			const { low, high } = bootstrapMean(values, { confidence, resamples: 40_000, seed: 3 })!;
			// the exact percentile within a percent of probability to either side
			const at = (share: number): number => means[Math.round(share * (means.length - 1))];
			expect(low).toBeGreaterThanOrEqual(at(tail - 0.01));
			expect(low).toBeLessThanOrEqual(at(tail + 0.01));
			expect(high).toBeGreaterThanOrEqual(at(1 - tail - 0.01));
			expect(high).toBeLessThanOrEqual(at(1 - tail + 0.01));
		}
	});

	it('depends on the seed alone, leaves null out, and needs two values', () => {
		const values = [0.1371, null, 0.5923, 0.9417, 0.3358, 0.7209];
		const once = bootstrapMean(values, { seed: 1 });
		expect(bootstrapMean(values, { seed: 1 })).toEqual(once);
		expect(bootstrapMean(values, { seed: 2 })).not.toEqual(once);
		expect(
			bootstrapMean(
				values.filter((value) => value !== null),
				{ seed: 1 },
			),
		).toEqual(once);
		expect(bootstrapMean([0.5, 0.5, 0.5])).toEqual({ low: 0.5, high: 0.5 });
		expect([bootstrapMean([0.4, null]), bootstrapMean([])]).toEqual([null, null]);
	});

	it('refuses options out of range', () => {
		expect(() => bootstrapMean([1, 2], { confidence: 95 })).toThrow('confidence is 95');
		expect(() => bootstrapMean([1, 2], { resamples: 0 })).toThrow('resamples is 0');
		expect(() => bootstrapMean([1, 2], { seed: 0.5 })).toThrow('seed is 0.5');
	});
});

describe('wilcoxon', () => {
	it('counts sign patterns by hand, leaves pairs without a value out, and takes either side', () => {
		// three positive differences: one of eight patterns is as extreme on this side, two on both
		const [x, y] = [
			[0.9, 0.8, null, 0.7],
			[0.8, 0.5, 0.1, 0.5],
		];
		expect(wilcoxon(x, y)).toEqual({ statistic: 0, pValue: 0.25, n: 3, method: 'exact' });
		expect(wilcoxon(x, y, { alternative: 'greater' })).toMatchObject({ statistic: 6, pValue: 0.125 });
		expect(wilcoxon(x, y, { alternative: 'less' })).toMatchObject({ statistic: 6, pValue: 1 });
		expect(wilcoxon(y, x, { alternative: 'less' })).toMatchObject({ statistic: 0, pValue: 0.125 });
	});

	it('counts the sign patterns of ranks that tie, and leaves zeros out', () => {
		const d = [1, -1, 2, 2, -3, 4, 0, 4, 4];
		const ranks = [1.5, 1.5, 3.5, 3.5, 5, 7, 7, 7]; // of |d| without the zero
		const sums = Array.from({ length: 2 ** 8 }, (_, pattern) =>
			ranks.reduce((sum, rank, n) => sum + ((pattern >> n) & 1) * rank, 0),
		);
		const plus = 29.5;
		const share = (test: (sum: number) => boolean): number => sums.filter(test).length / sums.length;
		const zeros = d.map(() => 0);
		const [greater, less] = [share((sum) => sum >= plus), share((sum) => sum <= plus)];
		expect(wilcoxon(d, zeros, { alternative: 'greater' })).toEqual({
			...{ statistic: plus, n: 8, method: 'exact' },
			pValue: expect.closeTo(greater, 14),
		});
		expect(wilcoxon(d, zeros, { alternative: 'less' }).pValue).toBeCloseTo(less, 14);
		expect(wilcoxon(d, zeros)).toMatchObject({ statistic: 6.5, pValue: expect.closeTo(2 * greater, 14) });
	});

	it('says so where nothing differs, and approximates where many pairs tie', () => {
		expect(wilcoxon([1, 2], [1, 2])).toEqual({ statistic: 0, pValue: null, n: 0, method: 'exact' });
		const tied = Array.from({ length: 14 }, (_, n) => n % 3);
		expect(wilcoxon(tied, tied.toReversed()).method).toBe('approx');
		expect(() => wilcoxon([1], [1, 2])).toThrow('1 and 2 values');
		expect(() => wilcoxon([1, Number.NaN], [1, 2])).toThrow('Pair 1 is NaN and 2; give finite numbers');
	});
});
