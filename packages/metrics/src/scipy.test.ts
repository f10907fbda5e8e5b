import { connectedComponents, distanceTransform, type Point3, readVolume } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { calibration } from './calibration/calibration.ts';
import { centreDistance } from './centreDistance.ts';
import { labelGrid } from './labelGrid.ts';
import type { LabelMap } from './labelMap.ts';
import { lesionScores } from './lesions/lesionScores.ts';
import { overlapCounts, overlapScores } from './overlap.ts';
import { regionMasks } from './region.ts';
import { wilcoxon } from './statistics/wilcoxon.ts';
import { boundaryIou } from './surface/boundaryIou.ts';
import { surfaceDistances } from './surface/surfaceDistances.ts';
import { averageSurfaceDistance, hausdorffDistance, normalizedSurfaceDice } from './surface/surfaceScores.ts';
import { noiseMask, relativeError, scipyNumbers } from './testing/scipyNumbers.ts';

/** Everything that one pair gives, by the names of the script. */
function measured(
	prediction: LabelMap,
	reference: LabelMap,
	spacingMm?: Point3,
): Record<string, number | null> {
	const options = spacingMm === undefined ? {} : { spacingMm };
	const grid = labelGrid(prediction, reference, options);
	const counts = overlapCounts(regionMasks(grid, undefined), grid.reference.length);
	const distances = surfaceDistances(prediction, reference, options);
	const { truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn } = counts;
	return {
		...{ tp, fp, fn, tn },
		...overlapScores(counts),
		hd: hausdorffDistance(distances),
		hd95: hausdorffDistance(distances, 95),
		assd: averageSurfaceDistance(distances),
		nsd1: normalizedSurfaceDice(distances, 1),
		nsd3: normalizedSurfaceDice(distances, 3),
		centreDistance: centreDistance(prediction, reference, options),
	};
}

describe('numbers of scipy and numpy', () => {
	for (const row of scipyNumbers.made) {
		const shape = row.shape as Point3;
		const prediction = noiseMask(shape, row.seed, row.percent);
		const also = noiseMask(shape, row.seed + 200, 70);
		const reference = noiseMask(shape, row.seed + 100, row.percent).map(
			(r, v) => r | (prediction[v] & also[v]),
		);
		const [p, r] = [
			{ values: prediction, shape },
			{ values: reference, shape },
		];
		const spacingMm = row.spacing as Point3;

		it(`are ours for noise of ${shape.join('×')} voxels`, () => {
			for (const [name, value] of Object.entries(measured(p, r, spacingMm))) {
				expect.soft(relativeError(value, row[name]), name).toBeLessThan(1e-12);
			}
			for (const [depth, expected] of Object.entries<number>(row.boundaryIou)) {
				const value = boundaryIou(p, r, { depthMm: Number(depth), spacingMm });
				expect.soft(relativeError(value, expected), `depth ${depth}`).toBeLessThan(1e-12);
			}
		});

		it(`are ours for its lesions, whatever hangs together and matches`, () => {
			for (const [name, expected] of Object.entries<Record<string, number | null>>(row.lesions)) {
				const [connectivity, minIou] = name.split('/').map(Number);
				const scores = lesionScores(p, r, { connectivity: connectivity as 6 | 18 | 26, minIou });
				expect([scores.truePositives, scores.falsePositives, scores.falseNegatives]).toEqual([
					expected.tp,
					expected.fp,
					expected.fn,
				]);
				expect(relativeError(scores.f1, expected.f1!)).toBeLessThan(1e-12);
				expect(relativeError(scores.panopticQuality, expected.pq!)).toBeLessThan(1e-12);
				if (expected.sq === null) expect(scores.segmentationQuality).toBeNull();
				else expect(relativeError(scores.segmentationQuality, expected.sq)).toBeLessThan(1e-12);
			}
		});
	}

	for (const row of scipyNumbers.distances) {
		it(`are those of the distance transform of ${row.shape.join('×')} voxels`, () => {
			const distances = distanceTransform(noiseMask(row.shape, row.seed, row.percent), row.shape, {
				spacing: row.spacing,
				to: 'nonzero',
			});
			for (const [n, expected] of row.every37th.entries()) {
				expect(relativeError(distances[37 * n], expected)).toBeLessThan(1e-12);
			}
			const sum = distances.reduce((total, d) => total + d, 0);
			expect(relativeError(sum, row.sum)).toBeLessThan(1e-12);
		});
	}

	const data = sharedData('panoptica/spine_seg');
	for (const kind of ['semantic', 'unmatched_instance'] as const) {
		it.skipIf(data === null)(`are ours for a whole spine, ${kind} (../shared/data)`, async () => {
			const p = await readVolume(`${data}/${kind}/pred.nii.gz`);
			const r = await readVolume(`${data}/${kind}/ref.nii.gz`);
			const expected = scipyNumbers.spine[kind];
			for (const [name, value] of Object.entries(measured(p, r))) {
				expect.soft(relativeError(value, expected[name]), name).toBeLessThan(1e-6);
			}
			const { prediction, reference, shape } = regionMasks(labelGrid(p, r), undefined);
			for (const connectivity of [6, 18, 26] as const) {
				const counts = [prediction, reference].map(
					(mask) => connectedComponents(mask, shape, connectivity).count,
				);
				expect(counts).toEqual(expected.components[connectivity]);
			}
		});
	}

	for (const row of scipyNumbers.wilcoxon) {
		const { name, x, y, statistic, pvalue, ...options } = row;
		it(`are those of Wilcoxon's test: ${name}, ${options.alternative}, ${options.method}${options.correction ? ', corrected' : ''}`, () => {
			const result = wilcoxon(x, y, options);
			expect(result.statistic).toBe(statistic);
			expect(result.method).toBe(options.method);
			expect(relativeError(result.pValue, pvalue)).toBeLessThan(1e-10);
		});
	}

	it('are those of calibration', () => {
		const { probabilities, labels, brier } = scipyNumbers.calibration;
		for (const bins of [10, 15]) {
			const result = calibration(Float64Array.from(probabilities), Uint8Array.from(labels), { bins });
			const expected = scipyNumbers.calibration[bins];
			expect(relativeError(result.ece, expected.ece)).toBeLessThan(1e-12);
			expect(relativeError(result.mce, expected.mce)).toBeLessThan(1e-12);
			expect(relativeError(result.brier, brier)).toBeLessThan(1e-12);
			expect(result.reliability.reduce((sum, { count }) => sum + count, 0)).toBe(200);
		}
	});
});
