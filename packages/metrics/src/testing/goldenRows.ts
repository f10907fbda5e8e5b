import { readFileSync } from 'node:fs';

/** A value of the goldens, `NaN` and `Infinity` as words. */
export type GoldenValue = number | 'NaN' | 'Infinity';

/** The metrics of one pair of masks by MONAI and by a second, independent implementation on scipy. */
export interface GoldenRow {
	readonly pair: string;
	readonly class: number;
	readonly spacing?: 'voxels' | 'mm';
	readonly second: Readonly<Record<string, GoldenValue>>;
	readonly monai: Readonly<Record<string, GoldenValue>>;
}

const file = new URL('../../../../tooling/fixtures/goldens/metrics/metrics.json', import.meta.url);

/** The metrics section of the goldens. */
export const metricGoldens: {
	readonly synthetic: { readonly rows: readonly GoldenRow[]; readonly spacing_mm: readonly number[] };
	readonly panoptica_spine_semantic: { readonly rows: readonly GoldenRow[] };
	// biome-ignore lint/suspicious/noExplicitAny: its form is the reference's own
	readonly reduction: any;
} = JSON.parse(readFileSync(file, 'utf8'));

/** Relative difference of a value from a golden one; 0 where both are NaN (null) or infinite. */
export function goldenError(actual: number | null, expected: GoldenValue): number {
	if (expected === 'NaN') return actual === null ? 0 : Number.POSITIVE_INFINITY;
	if (expected === 'Infinity') return actual === Number.POSITIVE_INFINITY ? 0 : Number.POSITIVE_INFINITY;
	if (actual === null) return Number.POSITIVE_INFINITY;
	return expected === 0 ? Math.abs(actual) : Math.abs(actual - expected) / Math.abs(expected);
}
