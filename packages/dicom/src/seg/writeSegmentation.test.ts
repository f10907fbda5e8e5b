import { type Affine, createVolume, reorient, sameGrid, scalingAffine, type Volume } from '@unetr/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { parseDicom } from '../parse/parseDicom.ts';
import { madeLabels, madeSeries, OBLIQUE } from '../testing/madeSeries.ts';
import { readSegmentation } from './readSegmentation.ts';
import { writeSegmentation } from './writeSegmentation.ts';

const series = madeSeries([5, 3, 4]);
const labels = madeLabels(series, 3);
const segments = [
	{ value: 1, name: 'liver', color: '#dd8265' },
	{ value: 2, name: 'left kidney' },
	{ value: 3, name: 'liver tumor', algorithmType: 'MANUAL' as const },
];
const date = new Date(2024, 1, 29, 7, 5, 3);

/** The 48 orders and directions of three axes. */
const ORIENTATIONS = ['RL', 'AP', 'SI'].flatMap((a, n, all) =>
	all.flatMap((b, m) => {
		const c = all.find((_, l) => l !== n && l !== m)!;
		if (m === n) return [];
		return [0, 1, 2, 3, 4, 5, 6, 7].map((bits) => `${a[bits & 1]}${b[(bits >> 1) & 1]}${c[bits >> 2]}`);
	}),
);

describe('writeSegmentation', () => {
	it('packs the bits of all frames without a gap', async () => {
		const voxels = Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 1);
		const other = Uint8Array.of(2, 0, 0, 0, 2, 0, 0, 0, 0);
		const maps = [voxels, other].map((map) =>
			createVolume({ voxels: map, shape: [3, 3, 1], affine: scalingAffine([1, 1, 1]) }),
		);
		const bytes = writeSegmentation(maps);
		expect([...parseDicom(bytes).dataset.bytes('PixelData')!]).toEqual([0x01, 0x23, 0x00, 0x00]);
		const back = await readSegmentation(bytes, { reference: maps[0]! });
		expect(back.maps.map((map) => [...map.voxels])).toEqual([[...voxels], [...other]]);
		expect(back.segments.map(({ value, map, name }) => [value, map, name])).toEqual([
			[1, 0, 'label 1'],
			[2, 1, 'label 2'],
		]);
	});

	it('names patient, study, frame of reference and the image of every frame', () => {
		const { dataset } = parseDicom(
			writeSegmentation(labels, { reference: series, segments, date, creator: 'Doe^Jane' }),
		);
		const text = (...keys: Parameters<typeof dataset.text>[0][]): unknown[] =>
			keys.map((key) => dataset.text(key));
		expect(text('PatientName', 'PatientID', 'PatientBirthDate', 'PatientSex')).toEqual([
			'Müller^Jörg',
			'P-1',
			'19700101',
			'O',
		]);
		expect(text('StudyInstanceUID', 'StudyDate', 'StudyTime', 'StudyID', 'AccessionNumber')).toEqual([
			'2.25.100',
			'20240131',
			'101500',
			'S1',
			'A7',
		]);
		expect(
			text(
				'FrameOfReferenceUID',
				'Modality',
				'SeriesNumber',
				'ContentDate',
				'ContentTime',
				'ContentCreatorName',
			),
		).toEqual(['2.25.300', 'SEG', '1004', '20240229', '070503', 'Doe^Jane']);
		const [referenced] = dataset.items('ReferencedSeriesSequence');
		expect(referenced!.text('SeriesInstanceUID')).toBe('2.25.200');
		expect(
			referenced!.items('ReferencedInstanceSequence').map((item) => item.text('ReferencedSOPInstanceUID')),
		).toEqual(['2.25.400', '2.25.401', '2.25.402', '2.25.403']);
		const frames = dataset.items('PerFrameFunctionalGroupsSequence').map((frame) => {
			const source = frame.items('DerivationImageSequence')[0]!.items('SourceImageSequence')[0]!;
			return [
				...frame.items('FrameContentSequence')[0]!.numbers('DimensionIndexValues'),
				source.text('ReferencedSOPInstanceUID'),
			];
		});
		expect(frames).toEqual([1, 2, 3].flatMap((s) => [1, 2, 3, 4].map((k) => [s, k, `2.25.${399 + k}`])));
	});

	it('refers to frames of a multi-frame image', () => {
		const dicom = series.header.dicom!;
		const slices = [4, 3, 2, 1].map((frameNumber) => ({ sopInstanceUid: '2.25.9', frameNumber }));
		const { dataset } = parseDicom(writeSegmentation(labels, { reference: { ...dicom, slices } }));
		expect(dataset.items('ReferencedSeriesSequence')[0]!.items('ReferencedInstanceSequence')).toHaveLength(1);
		const sources = dataset.items('PerFrameFunctionalGroupsSequence').map((frame) => {
			return frame
				.items('DerivationImageSequence')[0]!
				.items('SourceImageSequence')[0]!
				.number('ReferencedFrameNumber');
		});
		expect(sources).toEqual([4, 3, 2, 1, 4, 3, 2, 1, 4, 3, 2, 1]);
	});

	it('writes the same file whatever the order of the axes, and it comes back in any', async () => {
		expect(new Set(ORIENTATIONS).size).toBe(48);
		const options = { reference: series, segments, date, seed: 1 };
		const bytes = writeSegmentation(labels, options);
		for (const code of ORIENTATIONS) {
			const turned = reorient(labels, code);
			expect(writeSegmentation(turned, options)).toEqual(bytes);
			expect(writeSegmentation(turned, { ...options, reference: reorient(series, code) })).toEqual(bytes);
			const [map] = (await readSegmentation(bytes, { reference: turned })).maps;
			expect(map!.voxels).toEqual(turned.voxels);
			expect(map!.affine).toEqual(turned.affine);
		}
	});

	it('puts every voxel into its place without a series too, the axes turned or not', async () => {
		for (const code of ORIENTATIONS) {
			const turned = reorient(labels, code);
			const back = (await readSegmentation(writeSegmentation(turned))).maps[0]!;
			for (const [n, row] of reorient(back, code).affine.entries()) {
				for (const [c, value] of row.entries()) expect(value).toBeCloseTo(turned.affine[n]![c]!, 9);
			}
			expect(reorient(back, code).voxels).toEqual(turned.voxels);
		}
	});

	it('keeps the shear of a tilted gantry', async () => {
		const [x, y, z] = OBLIQUE;
		const tilted: Affine = [[x[0], x[1], x[2] + 0.4, x[3]], [y[0], y[1], y[2] - 0.3, y[3]], z, [0, 0, 0, 1]];
		const volume = createVolume({ ...labels, affine: tilted });
		const bytes = writeSegmentation(volume);
		expect((await readSegmentation(bytes, { reference: volume })).maps[0]!.voxels).toEqual(volume.voxels);
		const [own] = (await readSegmentation(bytes)).maps;
		expect(sameGrid(own!, volume, 1e-9)).toBe(true);
		expect(own!.voxels).toEqual(volume.voxels);
	});

	it('gives back any labels, with slices left out or kept', async () => {
		const shapes = fc.tuple(
			fc.integer({ min: 1, max: 9 }),
			fc.integer({ min: 1, max: 9 }),
			fc.integer({ min: 1, max: 5 }),
		);
		const volumes = shapes.chain((shape) => {
			const length = shape[0] * shape[1] * shape[2];
			return fc
				.uint8Array({ minLength: length, maxLength: length, max: 3 })
				.map((voxels) => createVolume({ voxels, shape, affine: OBLIQUE }));
		});
		await fc.assert(
			fc.asyncProperty(
				volumes,
				fc.constantFrom('omit' as const, 'keep' as const),
				async (volume, emptyFrames) => {
					const bytes = writeSegmentation(volume, { segments, emptyFrames });
					const back = await readSegmentation(bytes, { reference: volume });
					expect(back.maps).toHaveLength(1);
					expect(back.maps[0]!.voxels).toEqual(volume.voxels);
					const frames = parseDicom(bytes).dataset.number('NumberOfFrames');
					if (emptyFrames === 'keep') expect(frames).toBe(3 * volume.shape[2]);
				},
			),
			{ seed: 6, numRuns: 60 },
		);
	});

	it('keeps what is known of a segment', async () => {
		const back = await readSegmentation(
			writeSegmentation(labels, { segments: [...segments].reverse(), algorithmName: 'UNETR' }),
		);
		expect(back.segments).toMatchObject([
			{ value: 1, name: 'liver', color: '#dd8265', algorithmType: 'AUTOMATIC', algorithmName: 'UNETR' },
			{ value: 2, name: 'left kidney', type: { value: '64033007' }, modifiers: [{ meaning: 'Left' }] },
			{
				value: 3,
				type: { meaning: 'Neoplasm' },
				region: { meaning: 'Liver' },
				algorithmType: 'MANUAL',
				algorithmName: '',
			},
		]);
	});

	it('writes fractions, a channel a segment', async () => {
		const voxels = Float32Array.from({ length: 120 }, (_, n) => (n % 13) / 12);
		const volume = createVolume({ voxels, shape: [5, 3, 4], channels: 2, affine: OBLIQUE });
		const bytes = writeSegmentation(volume, { type: 'FRACTIONAL', fractionalType: 'OCCUPANCY' });
		const back = await readSegmentation(bytes, { reference: { shape: [5, 3, 4], affine: OBLIQUE } });
		expect(back).toMatchObject({ type: 'FRACTIONAL', fractionalType: 'OCCUPANCY' });
		expect(back.fractions!.channels).toBe(2);
		for (const [n, value] of back.fractions!.voxels.entries()) {
			expect(Math.abs(value - voxels[n]!)).toBeLessThanOrEqual(0.5 / 255 + 1e-7);
		}
		const inside = back.segments.map(({ value, map }) =>
			[...back.maps[map]!.voxels].filter((label) => label === value),
		);
		expect(inside.map(({ length }) => length)).toEqual(
			[0, 1].map((c) => voxels.subarray(60 * c, 60 * c + 60).filter((value) => value >= 0.5).length),
		);
	});

	it('writes a map without any voxel as empty frames', async () => {
		const empty = createVolume({ voxels: new Uint8Array(60), shape: [5, 3, 4], affine: OBLIQUE });
		const back = await readSegmentation(writeSegmentation(empty, { segments }), { reference: empty });
		expect(back.maps[0]!.voxels).toEqual(empty.voxels);
		expect(back.segments).toHaveLength(3);
	});

	it.each<[string, Volume, Parameters<typeof writeSegmentation>[1], string]>([
		[
			'another shape',
			madeLabels(madeSeries([5, 3, 3]), 1),
			{ reference: series },
			'bring it back onto the grid of the series',
		],
		[
			'another place',
			madeLabels(madeSeries([5, 3, 4], scalingAffine([1, 1, 1])), 1),
			{ reference: series },
			'does not lie on the voxels',
		],
		[
			'labels without a name',
			labels,
			{ segments: segments.slice(0, 1) },
			'holds 2, 3, which segments does not name',
		],
		['a value twice', labels, { segments: [...segments, ...segments] }, 'twice'],
		[
			'a broken label',
			createVolume({ ...labels, voxels: Float32Array.from(labels.voxels, (v) => v / 2) }),
			{},
			'holds 1.5 in slice 1',
		],
		['a fraction above 1', labels, { type: 'FRACTIONAL' }, 'fractions are from 0 to 1'],
		[
			'a name of 65 letters',
			labels,
			{ segments: segments.map((s) => ({ ...s, name: 'x'.repeat(65) })) },
			'at most 64 characters',
		],
		['nothing at all', createVolume({ ...labels, voxels: new Uint8Array(60) }), {}, 'nothing to write'],
	])('refuses %s', (_, volume, options, message) => {
		expect(() => writeSegmentation(volume, options)).toThrow(DicomError);
		expect(() => writeSegmentation(volume, options)).toThrow(message);
	});
});
