import { readVolume } from '@unetr/volume';
import { readGolden, sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import type { LabelMap } from '../labelMap.ts';
import { type GoldenRow, goldenError, metricGoldens } from '../testing/goldenRows.ts';
import { type SurfaceOptions, surfaceDistances } from './surfaceDistances.ts';
import { averageSurfaceDistance, hausdorffDistance, normalizedSurfaceDice } from './surfaceScores.ts';

/** Relative error allowed against scipy in float64, MONAI in float32, and MONAI's HD95, an interpolation of float32. */
const { second_rel, monai_rel, monai_hd95_rel } = readGolden('metrics/synthetic').entry.tolerance;

/** Every value of a row, ours beside the two references', with the error allowed. */
function compareRow(
	prediction: LabelMap,
	reference: LabelMap,
	options: SurfaceOptions,
	row: GoldenRow,
): void {
	const distances = surfaceDistances(prediction, reference, options);
	const subvoxel = surfaceDistances(prediction, reference, { ...options, surface: 'subvoxel' });
	const there = { ...distances, toPrediction: distances.toReference };
	const tolerances = Object.keys(row.monai).flatMap((key) => /^nsd_([\d.]+)$/.exec(key)?.[1] ?? []);
	const ours: Record<string, number | null> = {
		hd: hausdorffDistance(distances),
		hd95: hausdorffDistance(distances, 95),
		hd_directed_pred_to_ref: hausdorffDistance(there),
		hd95_directed_pred_to_ref: hausdorffDistance(there, 95),
		assd: averageSurfaceDistance(distances),
		asd_pred_to_ref: averageSurfaceDistance(there),
		...Object.fromEntries(
			tolerances.flatMap((t) => [
				[`nsd_${t}`, normalizedSurfaceDice(distances, Number(t))],
				[`nsd_${t}_subvoxel`, normalizedSurfaceDice(subvoxel, Number(t))],
			]),
		),
	};
	const oneEmpty = row.monai.hd === 'Infinity';
	for (const [name, value] of Object.entries(ours)) {
		if (oneEmpty && /directed|asd_/.test(name)) continue; // ours have no direction where a mask is empty
		if (oneEmpty && name === 'hd95') {
			// MONAI's is NaN here; ours is Infinity like both HDs, so that a missed organ shows
			expect(value).toBe(Number.POSITIVE_INFINITY);
			continue;
		}
		const allowed = name.startsWith('hd95') ? monai_hd95_rel : monai_rel;
		expect.soft(goldenError(value, row.monai[name]), `${name} of MONAI`).toBeLessThanOrEqual(allowed);
		if (name in row.second) {
			expect.soft(goldenError(value, row.second[name]), `${name} of scipy`).toBeLessThanOrEqual(second_rel);
		}
	}
	expect(distances.toReference.length).toBe(row.second.surface_pred);
	expect(distances.toPrediction.length).toBe(row.second.surface_ref);
}

describe('surface distances', () => {
	const { tensors } = readGolden('metrics/synthetic');
	const { rows, spacing_mm: spacing } = metricGoldens.synthetic;
	for (const row of rows) {
		it(`are those of MONAI and scipy for ${row.pair} in ${row.spacing}`, () => {
			const map = (side: 'pred' | 'ref') => {
				const { values, shape } = tensors.get(`${row.pair}/${side}`)!;
				return { values, shape: shape as [number, number, number] };
			};
			const spacingMm = row.spacing === 'mm' ? ([...spacing] as [number, number, number]) : undefined;
			compareRow(map('pred'), map('ref'), { ...(spacingMm && { spacingMm }) }, row);
		});
	}

	const data = sharedData('panoptica/spine_seg/semantic');
	it.skipIf(data === null)('are theirs for all 14 classes of a spine (../shared/data)', async () => {
		const prediction = await readVolume(`${data}/pred.nii.gz`);
		const reference = await readVolume(`${data}/ref.nii.gz`);
		for (const row of metricGoldens.panoptica_spine_semantic.rows) {
			compareRow(prediction, reference, { region: { labels: [row.class] } }, row);
		}
	});
});
