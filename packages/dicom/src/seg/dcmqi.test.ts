import { gridDistanceMm, type Volume } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { readLabelNrrd } from '../testing/readLabelNrrd.ts';
import { readSegmentation } from './readSegmentation.ts';

// Segmentations of dcmqi and highdicom, against the label maps they were made from.

const folder = sharedData('dcmqi/data/segmentations');

function differences(a: Volume, b: Volume): number {
	let count = 0;
	for (const [n, value] of a.voxels.entries()) if (value !== b.voxels[n]) count++;
	return count;
}

describe.skipIf(folder === null)('segmentations of dcmqi (skipped where ../shared/data is missing)', () => {
	it.each([
		['liver.dcm', ['liver_seg.nrrd']],
		[
			'partial_overlaps.dcm',
			['partial_overlaps-1.nrrd', 'partial_overlaps-2.nrrd', 'partial_overlaps-3.nrrd'],
		],
		['sparse-labelmap-noppv.dcm', ['sparse_labelmap_noppv_seg.nrrd']],
		['sparse-labelmap-ppv5.dcm', ['sparse_labelmap_ppv5_seg.nrrd']],
	])('%s holds its label maps voxel by voxel, overlaps in maps of their own', async (name, labels) => {
		const { maps } = await readSegmentation(`${folder}/${name}`);
		expect(maps).toHaveLength(labels.length);
		for (const [n, label] of labels.entries()) {
			const expected = readLabelNrrd(`${folder}/${label}`);
			expect(maps[n]!.shape).toEqual(expected.shape);
			expect(gridDistanceMm(maps[n]!, expected)).toBeLessThan(1e-4);
			expect(differences(maps[n]!, expected)).toBe(0);
		}
	});
});
