import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gridDistanceMm, type Volume, worldToVoxel } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { readLabelNrrd } from '../testing/readLabelNrrd.ts';
import { readSegmentation } from './readSegmentation.ts';
import type { Segmentation } from './segmentation.ts';

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

/** Slice of a volume's channel at a frame's position, of an unturned grid, as numbers of 16 bits. */
function sliceAt(
	{ voxels, shape, affine }: Volume,
	[x, y, z]: readonly number[],
	channel: number,
): Uint16Array {
	const [i, j, k] = worldToVoxel(affine, [-x!, -y!, z!]).map((n) => Math.round(n) + 0);
	expect([i, j]).toEqual([0, 0]);
	const size = shape[0] * shape[1];
	const start = size * (k! + shape[2] * channel);
	return Uint16Array.from(voxels.subarray(start, start + size), (value) => Math.round(value));
}

/** A frame as it was stored: a mask, fractions of 255, or labels. */
function storedFrame(read: Segmentation, segment: number | null, position: readonly number[]): Uint16Array {
	if (read.type === 'LABELMAP') return sliceAt(read.maps[0]!, position, 0);
	const index = read.segments.findIndex(({ value }) => value === segment);
	if (read.fractions !== undefined) {
		const voxels = read.fractions.voxels.map((value) => 255 * value);
		return sliceAt({ ...read.fractions, voxels }, position, index);
	}
	return sliceAt(read.maps[read.segments[index]!.map]!, position, 0).map((value) =>
		value === segment ? 1 : 0,
	);
}

interface ExpectedSegmentation {
	readonly type: string;
	readonly columns: number;
	readonly rows: number;
	readonly segments: readonly object[];
	readonly frames: readonly {
		readonly segment: number | null;
		readonly positionLps: readonly number[];
		readonly sum: number;
		readonly sha256: string;
	}[];
}

const whole = sharedData();
const stored = new URL('../../../../tooling/fixtures/dicom/segmentations.json', import.meta.url);
const pydicomReads: Readonly<Record<string, ExpectedSegmentation>> = JSON.parse(readFileSync(stored, 'utf8'));

describe.skipIf(whole === null)(
	'segmentations as pydicom reads them (skipped where ../shared/data is missing)',
	() => {
		it.each(Object.entries(pydicomReads))('%s', async (name, expected) => {
			const read = await readSegmentation(`${whole}/${name}`);
			expect(read.type).toBe(expected.type);
			const term = (code: { value: string; scheme: string; meaning: string }): string =>
				`${code.value} ${code.scheme} ${code.meaning}`;
			expect(
				read.segments.map((segment) => ({
					value: segment.value,
					name: segment.name,
					category: term(segment.category),
					type: term(segment.type),
					algorithm: segment.algorithmType,
				})),
			).toEqual(expected.segments);
			for (const { segment, positionLps, sum, sha256 } of expected.frames) {
				const pixels = storedFrame(read, segment, positionLps);
				expect(pixels.reduce((total, value) => total + value, 0)).toBe(sum);
				expect(createHash('sha256').update(pixels).digest('hex')).toBe(sha256);
			}
			const slices = new Set(expected.frames.map(({ positionLps }) => positionLps[2])).size;
			expect(read.maps[0]!.shape).toEqual([expected.columns, expected.rows, expect.any(Number)]);
			expect(read.maps[0]!.shape[2]).toBeGreaterThanOrEqual(slices);
		});

		it('keeps the slices between frames that lie apart', async () => {
			const read = await readSegmentation(`${whole}/highdicom/seg_image_ct_binary_overlap.dcm`);
			// From z = −99.48 to 105.52 mm in steps of 1.25 mm.
			expect(read.maps[0]!.shape).toEqual([16, 16, 165]);
			expect(read.maps).toHaveLength(2);
		});

		it('refuses a segmentation of a projection, which has no place in the patient', async () => {
			await expect(readSegmentation(`${whole}/highdicom/seg_image_cr_binary.dcm`)).rejects.toThrow(
				'no position in the patient',
			);
		});
	},
);
