import { MetricsError } from '../metricsError.ts';
import { normalTail } from './normalTail.ts';
import { averageRanks } from './ranks.ts';

/** Options of `wilcoxon`. */
export interface WilcoxonOptions {
	/** What is believed instead of no difference: any, the first model being larger, or smaller; default any. */
	readonly alternative?: 'two-sided' | 'greater' | 'less';
	/** `auto` (default) is exact up to 50 pairs, or 13 where some tie or do not differ; a normal approximation otherwise. */
	readonly method?: 'auto' | 'exact' | 'approx';
	/** Continuity correction of the approximation; default false. */
	readonly correction?: boolean;
}

/** Outcome of the test. */
export interface Wilcoxon {
	/** The smaller sum of ranks where two-sided, otherwise that of the positive differences. */
	readonly statistic: number;
	/** Null where no pair differs, so that there is nothing to test. */
	readonly pValue: number | null;
	/** Pairs that differ. */
	readonly n: number;
	readonly method: 'exact' | 'approx';
}

/** Most pairs for which `auto` counts all sign patterns, as scipy's: without ties and zeros, and with them. */
const EXACT_PAIRS = { plain: 50, tied: 13 };

/**
 * Wilcoxon signed-rank test of paired values (Wilcoxon 1945, Biometrics Bulletin 1:80); pairs that do not differ are
 * left out. Equal to scipy's `stats.wilcoxon(x, y)` with `zero_method='wilcox'`; where pairs tie, `exact` is the share of
 * all sign patterns of their average ranks.
 *
 * @param x a metric of one model, one value a case; a pair with a null is left out
 * @param y the same metric of the other model, the cases in the same order
 * @throws MetricsError where the lists differ in length, or a value is not finite
 */
export function wilcoxon(
	x: readonly (number | null)[],
	y: readonly (number | null)[],
	{ alternative = 'two-sided', method = 'auto', correction = false }: WilcoxonOptions = {},
): Wilcoxon {
	const differences = pairedDifferences(x, y);
	const nonZero = differences.filter((d) => d !== 0);
	const ranks = averageRanks(nonZero.map(Math.abs));
	const n = nonZero.length;
	const plus = nonZero.reduce((sum, d, index) => (d > 0 ? sum + ranks[index] : sum), 0);
	const statistic = alternative === 'two-sided' ? Math.min(plus, (n * (n + 1)) / 2 - plus) : plus;
	const plain = n === differences.length && ranks.every(Number.isInteger) && new Set(ranks).size === n;
	const most = plain ? EXACT_PAIRS.plain : EXACT_PAIRS.tied;
	const exact = method === 'exact' || (method === 'auto' && differences.length <= most);
	if (n === 0) return { statistic, pValue: null, n, method: exact ? 'exact' : 'approx' };
	const pValue = exact
		? exactP(plus, ranks, alternative)
		: approximateP(statistic, ranks, alternative, correction);
	return { statistic, pValue, n, method: exact ? 'exact' : 'approx' };
}

function pairedDifferences(x: readonly (number | null)[], y: readonly (number | null)[]): number[] {
	if (x.length !== y.length) {
		throw new MetricsError(`There are ${x.length} and ${y.length} values; give both models the same cases.`);
	}
	return x.flatMap((value, index) => {
		const other = y[index];
		if (value === null || other === null) return [];
		if (Number.isFinite(value) && Number.isFinite(other)) return [value - other];
		throw new MetricsError(
			`Pair ${index} is ${value} and ${other}; give finite numbers, or null to leave a pair out.`,
		);
	});
}

/** From the distribution of the sum of positive ranks over all 2ⁿ sign patterns; ranks that tie are halves. */
function exactP(
	plus: number,
	ranks: Float64Array,
	alternative: NonNullable<WilcoxonOptions['alternative']>,
): number {
	const total = ranks.length * (ranks.length + 1); // of the ranks times two
	const share = new Float64Array(total + 1);
	share[0] = 1;
	for (const rank of ranks) {
		for (let sum = total; sum >= 0; sum--) {
			share[sum] = (share[sum] + (sum >= 2 * rank ? share[sum - 2 * rank] : 0)) / 2;
		}
	}
	const between = (first: number, last: number): number =>
		share.subarray(first, last + 1).reduce((sum, one) => sum + one, 0);
	const [less, greater] = [between(0, 2 * plus), between(2 * plus, total)];
	if (alternative === 'two-sided') return Math.min(1, 2 * Math.min(less, greater));
	return Math.min(1, alternative === 'greater' ? greater : less);
}

/** From the normal distribution of the same mean and variance, the variance corrected for ties. */
function approximateP(
	statistic: number,
	ranks: Float64Array,
	alternative: NonNullable<WilcoxonOptions['alternative']>,
	correction: boolean,
): number {
	const n = ranks.length;
	const mean = (n * (n + 1)) / 4;
	const ties = new Map<number, number>();
	for (const rank of ranks) ties.set(rank, (ties.get(rank) ?? 0) + 1);
	const tied = [...ties.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
	const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1) - tied / 2) / 24);
	const step = { 'two-sided': 0.5 * Math.sign(statistic - mean), greater: 0.5, less: -0.5 }[alternative];
	const z = (statistic - mean - (correction ? step : 0)) / deviation;
	if (alternative === 'two-sided') return 2 * normalTail(Math.abs(z));
	return normalTail(alternative === 'greater' ? z : -z);
}
