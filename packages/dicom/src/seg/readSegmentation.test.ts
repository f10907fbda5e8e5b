import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { createVolume, scalingAffine, type Volume } from '@unetr/volume';
import { callAlone, type HostileCase, hostileCases, hostileFolder } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import type { DatasetContent } from '../encode/encodeDataset.ts';
import { encodeDicom } from '../encode/encodeDicom.ts';
import { madeLabels, madeSeries } from '../testing/madeSeries.ts';
import { readSegmentation } from './readSegmentation.ts';
import type { Segmentation } from './segmentation.ts';
import { writeSegmentation } from './writeSegmentation.ts';

/** A frame of 2 × 2 pixels of 2 × 1 mm. */
function frame(z: number, segment: number | undefined, more: DatasetContent = {}): DatasetContent {
	return {
		PlanePositionSequence: [{ ImagePositionPatient: [10, 20, z] }],
		SegmentIdentificationSequence: segment === undefined ? undefined : [{ ReferencedSegmentNumber: segment }],
		...more,
	};
}

/** A segmentation written element by element, and not with our writer of segmentations. */
function made(
	frames: readonly DatasetContent[],
	pixels: readonly number[],
	more: DatasetContent = {},
): Uint8Array {
	return encodeDicom({
		SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
		SOPInstanceUID: '2.25.1',
		Rows: 2,
		Columns: 2,
		NumberOfFrames: frames.length,
		BitsAllocated: 1,
		SegmentationType: 'BINARY',
		FrameOfReferenceUID: '2.25.7',
		SegmentSequence: [1, 2, 3].map((SegmentNumber) => ({ SegmentNumber, SegmentLabel: `s${SegmentNumber}` })),
		SharedFunctionalGroupsSequence: [
			{
				PixelMeasuresSequence: [{ PixelSpacing: [2, 1], SliceThickness: 3 }],
				PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }],
			},
		],
		PerFrameFunctionalGroupsSequence: frames,
		PixelData: Uint8Array.from(pixels),
		...more,
	});
}

const reader = new URL('./readSegmentation.ts', import.meta.url);

function expectValue({ maps }: Segmentation, { orValue }: HostileCase): void {
	const [{ shape, spacingMm, affine, voxels }, ...others] = maps as [Volume];
	expect(others).toEqual([]);
	expect([shape, spacingMm]).toEqual([orValue.shape, orValue.spacing]);
	// A zero may have a sign.
	expect(affine.flat()).toEqual(orValue.affine.flat().map((value: number) => expect.closeTo(value, 12)));
	for (const { at, value } of orValue.voxels)
		expect(voxels[at[0] + shape[0] * (at[1] + shape[1] * at[2])]).toBe(value);
	expect([...voxels].reduce((sum, value) => sum + value, 0)).toBe(orValue.sum);
}

describe('readSegmentation', () => {
	describe.each(hostileCases('dicom-seg'))('$file: $fault', (hostile) => {
		const path = `${hostileFolder}/${hostile.file}`;

		it('has its value in a process of its own, within its memory and time', async () => {
			const { value, error, ...used } = await callAlone(reader, 'readSegmentation', path, hostile);
			expect(error).toBeUndefined();
			expectValue(value, hostile);
			expect(used.grownKb).toBeLessThan(hostile.maxMemoryMB * 1000);
			expect(used.seconds).toBeLessThan(hostile.maxSeconds);
			expect(used.pollutes).toBe(false);
		});

		it('has the same value from a URL, bytes and a Blob', async () => {
			const bytes = readFileSync(path);
			for (const source of [pathToFileURL(path), bytes, new Blob([bytes])])
				expectValue(await readSegmentation(source), hostile);
		});
	});

	it('orders slices by position and keeps those without a frame as background', async () => {
		const { maps, segments } = await readSegmentation(
			made([frame(9, 1), frame(0, 2), frame(3, 1)], [0b0100_1001, 0b1000]),
		);
		expect(maps).toHaveLength(1);
		expect(maps[0]!.shape).toEqual([2, 2, 4]);
		expect(maps[0]!.affine).toEqual([
			[-1, 0, 0, -10],
			[0, -2, 0, -20],
			[0, 0, 3, 0],
			[0, 0, 0, 1],
		]);
		expect([...maps[0]!.voxels]).toEqual([0, 0, 2, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 1]);
		expect(segments.map(({ name, map }) => [name, map])).toEqual([
			['s1', 0],
			['s2', 0],
			['s3', 0],
		]);
	});

	it('never overwrites a segment by another', async () => {
		const frames = [frame(0, 1), frame(0, 2), frame(0, 3)];
		const { maps, segments } = await readSegmentation(made(frames, [0b1110_0011, 0b1100]));
		expect(maps.map(({ voxels }) => [...voxels])).toEqual([
			[1, 1, 3, 3],
			[0, 2, 2, 2],
		]);
		expect(segments.map(({ map }) => map)).toEqual([0, 1, 0]);
	});

	it('reads labels of 16 bits, whatever their palette, and the background that they state', async () => {
		const more: DatasetContent = {
			SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.7',
			SegmentationType: 'LABELMAP',
			PhotometricInterpretation: 'PALETTE COLOR',
			BitsAllocated: 16,
			PixelPaddingValue: 9,
		};
		const pixels = [0, 0, 1, 0, 2, 1, 9, 0, 1, 0, 1, 0, 1, 0, 1, 0];
		const { maps, background } = await readSegmentation(
			made([frame(0, undefined), frame(6, undefined)], pixels, more),
		);
		expect(background).toBe(9);
		expect(maps[0]!.voxels).toEqual(Uint16Array.of(0, 1, 258, 9, 1, 1, 1, 1));
		expect(maps[0]!.shape).toEqual([2, 2, 2]);
	});

	it.each<[string, DatasetContent, number[], string]>([
		[
			'a background beyond the bits',
			{ PixelPaddingValue: 300 },
			[0, 1, 2, 3, 0, 0, 0, 0],
			'300, but pixels are',
		],
		[
			'fractions beyond their largest value',
			{ SegmentationType: 'FRACTIONAL', SegmentationFractionalType: 'OCCUPANCY', MaximumFractionalValue: 5 },
			[0, 1, 5, 5, 0, 6, 0, 0],
			'frame 2 holds 6, more than its MaximumFractionalValue of 5',
		],
	])('refuses %s', async (_, more, pixels, message) => {
		const bytes = { SegmentationType: 'LABELMAP', BitsAllocated: 8 };
		const file = made([frame(0, 1), frame(3, 1)], pixels, { ...bytes, ...more });
		await expect(readSegmentation(file)).rejects.toThrow(DicomError);
		await expect(readSegmentation(file)).rejects.toThrow(message);
	});

	it('gives fractions as shares of the largest value, and a map of those from a half on', async () => {
		const more: DatasetContent = {
			SegmentationType: 'FRACTIONAL',
			SegmentationFractionalType: 'PROBABILITY',
			BitsAllocated: 8,
			MaximumFractionalValue: 5,
		};
		const { maps, fractions } = await readSegmentation(
			made([frame(0, 2), frame(3, 2)], [0, 1, 2, 3, 4, 5, 0, 0], more),
		);
		expect(fractions).toMatchObject({ channels: 3, shape: [2, 2, 2] });
		expect([...fractions!.voxels].slice(8, 16)).toEqual([0, 0.2, 0.4, 0.6, 0.8, 1, 0, 0].map(Math.fround));
		expect([...maps[0]!.voxels]).toEqual([0, 0, 0, 2, 2, 2, 0, 0]);
	});

	it.each([
		['fractional8', (n: number) => (7 * n) % 256],
		['labelmap8', (n: number) => Math.floor(n / 4) % 5],
		['labelmap16', (n: number) => (601 * n) % 65536],
	])('reads frames that pydicom compressed: %s', async (name, stored) => {
		const path = new URL(`../../../../tooling/fixtures/dicom/segmentations/${name}-rle.dcm`, import.meta.url);
		const { maps, fractions } = await readSegmentation(path);
		const voxels = fractions?.voxels.map((value) => Math.round(255 * value)) ?? maps[0]!.voxels;
		expect(maps[0]!.shape).toEqual([7, 5, 3]);
		expect([...voxels]).toEqual(Array.from({ length: 105 }, (_, n) => stored(n)));
	});

	it('keeps what the reference tells of its images, so that maps can be written again', async () => {
		const series = madeSeries([5, 3, 4]);
		const labels = madeLabels(series, 3);
		const first = writeSegmentation(labels, { reference: series, seed: 1, date: new Date(0) });
		const { maps, referencedSeriesUids, frameOfReferenceUid } = await readSegmentation(first, {
			reference: series,
		});
		expect(referencedSeriesUids).toEqual(['2.25.200']);
		expect(frameOfReferenceUid).toBe('2.25.300');
		expect(writeSegmentation(maps, { seed: 1, date: new Date(0) })).toEqual(first);
	});

	const two = [frame(0, 1), frame(3, 1)];
	const turned = { PlaneOrientationSequence: [{ ImageOrientationPatient: [0, 1, 0, 0, 0, -1] }] };
	it.each<[string, Uint8Array, string]>([
		['frames at uneven gaps', made([...two, frame(7, 1)], [0, 0]), 'uneven gaps (from 3.000 to 4.000 mm)'],
		['frames far apart', made([frame(0, 1), frame(3e6, 1), frame(3, 1)], [0, 0]), 'make 1000001 slices'],
		[
			'turned frames',
			made([frame(0, 1), frame(3, 1, turned)], [0]),
			'frame 2 has another orientation or pixel size',
		],
		[
			'shifted frames',
			made([...two, frame(6, 1, { PlanePositionSequence: [{ ImagePositionPatient: [11, 20, 6] }] })], [0, 0]),
			'does not lie on the voxels',
		],
		[
			'two frames of a segment in one place',
			made([frame(0, 1), frame(0, 1)], [0]),
			'frame 2 lies in the place of',
		],
		[
			'a segment that is not listed',
			made([frame(0, 4)], [0]),
			'belongs to segment 4, which SegmentSequence does not list',
		],
		[
			'segments numbered twice',
			made(two, [0], { SegmentSequence: [{ SegmentNumber: 1 }, { SegmentNumber: 1 }] }),
			'numbers its segments 1, 1',
		],
		[
			'truncated pixels',
			made(
				Array.from({ length: 5 }, (_, k) => frame(k, 1)),
				[0, 0],
			),
			'5 frames of 4 pixels make 3 bytes, but 2 are there',
		],
		['frames that were padded one by one', made(two, [8, 0, 8, 0]), 'padded between frames'],
		['truncated labels', made(two, [0, 0], { SegmentationType: 'LABELMAP', BitsAllocated: 8 }), 'truncated'],
		[
			'another number of frames',
			made(two, [0], { NumberOfFrames: 3 }),
			'NumberOfFrames is 3, but 2 frames are described',
		],
		[
			'no position',
			made([{ SegmentIdentificationSequence: [{ ReferencedSegmentNumber: 1 }] }], [0]),
			'no position in the patient',
		],
		[
			'a slanted plane',
			made(
				[frame(0, 1, { PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 1, 1, 0] }] })],
				[0],
			),
			'not two unit vectors at a right angle',
		],
		['bytes for bits', made(two, [0], { BitsAllocated: 8 }), 'has one sample of 1 bits a pixel, not 1 of 8'],
		['an unknown type', made(two, [0], { SegmentationType: 'SURFACE' }), "SegmentationType is 'SURFACE'"],
		[
			'another kind of file',
			made(two, [0], { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', Modality: 'CT' }),
			"one has the modality 'CT'",
		],
	])('refuses %s', async (_, bytes, message) => {
		const error = await readSegmentation(bytes, { name: 'x.dcm' }).catch((cause: unknown) => cause);
		expect(error).toBeInstanceOf(DicomError);
		expect((error as Error).message).toContain(message);
		expect((error as Error).message).toContain('x.dcm');
	});

	it('refuses a reference that is not what was segmented', async () => {
		const bytes = made(two, [0]);
		const grid = { shape: [2, 2, 2] as const, affine: scalingAffine([1, 2, 3], [0, 0, 0]) };
		await expect(readSegmentation(bytes, { reference: grid })).rejects.toThrow('of the reference');
		const other = madeSeries(
			[2, 2, 2],
			[
				[-1, 0, 0, -10],
				[0, -2, 0, -20],
				[0, 0, 3, 0],
				[0, 0, 0, 1],
			],
		);
		await expect(readSegmentation(bytes, { reference: other })).rejects.toThrow(
			"frame of reference '2.25.7'",
		);
		const { dicom: __, ...header } = other.header;
		const labels = await readSegmentation(bytes, { reference: createVolume({ ...other, header }) });
		expect(labels.maps[0]!.shape).toEqual([2, 2, 2]);
	});

	it('stops with the reason of its signal', async () => {
		const signal = AbortSignal.abort(new Error('enough'));
		await expect(readSegmentation(made(two, [0]), { signal })).rejects.toThrow('enough');
	});

	it('takes the one segmentation among other files, and refuses several', async () => {
		const [one, ct] = [made(two, [0]), made(two, [0], { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2' })];
		expect((await readSegmentation([ct, one])).type).toBe('BINARY');
		await expect(readSegmentation([one, one])).rejects.toThrow('it holds 2 segmentations');
	});
});
