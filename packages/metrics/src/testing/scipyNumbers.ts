import { readFileSync } from 'node:fs';
import type { Point3 } from '@unetr/volume';

const file = new URL('../../../../tooling/fixtures/metrics/scipyMetrics.json', import.meta.url);

/** What numpy and scipy gave, written by `tooling/fixtures/metrics/make_scipy_metrics.py`. */
// biome-ignore lint/suspicious/noExplicitAny: the script beside the numbers tells their form
export const scipyNumbers: any = JSON.parse(readFileSync(file, 'utf8'));

/** The mask that the script makes of a shape, a seed and a share in percent; the last axis fastest. */
export function noiseMask(shape: Point3, seed: number, percent: number): Uint8Array {
	return Uint8Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, v) => {
		let x = Math.imul(v + seed * 1000003, 2654435761) >>> 0;
		x = Math.imul(x ^ (x >>> 15), 2246822519) >>> 0;
		return ((x ^ (x >>> 13)) >>> 0) % 100 < percent ? 1 : 0;
	});
}

/** Relative difference, absolute where the expected value is 0. */
export function relativeError(actual: number | null, expected: number): number {
	if (actual === null) return Number.POSITIVE_INFINITY;
	return Math.abs(actual - expected) / (Math.abs(expected) || 1);
}
