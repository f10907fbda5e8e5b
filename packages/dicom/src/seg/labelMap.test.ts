import { createVolume, reorient, type Volume } from '@unetr/volume';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { parseDicom } from '../parse/parseDicom.ts';
import { madeLabels, madeSeries } from '../testing/madeSeries.ts';
import { readSegmentation } from './readSegmentation.ts';
import { writeSegmentation } from './writeSegmentation.ts';

const series = madeSeries([5, 3, 4]);
const labels = madeLabels(series, 3);

/** The map with other numbers for its labels. */
function renumbered(numbers: readonly number[]): Volume {
	return createVolume({ ...labels, voxels: Uint16Array.from(labels.voxels, (value) => numbers[value]!) });
}

describe("writeSegmentation, type 'LABELMAP'", () => {
	it.each([
		[8, [0, 2, 5, 255]],
		[16, [0, 2, 300, 65535]],
	])('keeps the numbers of labels, in %i bits', async (bits, numbers) => {
		const map = renumbered(numbers);
		const segments = numbers.slice(1).map((value) => ({ value, name: `organ ${value}`, color: '#80ae80' }));
		const bytes = writeSegmentation(map, { type: 'LABELMAP', reference: series, segments });
		const { dataset } = parseDicom(bytes);
		expect(dataset.text('SOPClassUID')).toBe('1.2.840.10008.5.1.4.1.1.66.7');
		expect(dataset.number('BitsAllocated')).toBe(bits);
		expect(dataset.number('PixelPaddingValue')).toBe(0);
		expect(dataset.element('PixelData')).toMatchObject({ vr: bits === 8 ? 'OB' : 'OW' });
		expect(dataset.items('SegmentSequence').map((item) => item.number('SegmentNumber'))).toEqual(numbers);
		const back = await readSegmentation(bytes, { reference: series });
		expect(back).toMatchObject({ type: 'LABELMAP', background: 0 });
		expect([...back.maps[0]!.voxels]).toEqual([...map.voxels]);
		// Background is described as the standard asks, and is no segment to whoever reads.
		expect(back.segments.map(({ value, name, color }) => [value, name, color])).toEqual(
			segments.map(({ value, name, color }) => [value, name, color]),
		);
	});

	it('names the position and the image of every frame, and no segment', () => {
		const { dataset } = parseDicom(writeSegmentation(labels, { type: 'LABELMAP', reference: series }));
		expect(dataset.items('DimensionIndexSequence')).toHaveLength(1);
		const frames = dataset.items('PerFrameFunctionalGroupsSequence').map((frame) => {
			const source = frame.items('DerivationImageSequence')[0]!.items('SourceImageSequence')[0]!;
			expect(frame.items('SegmentIdentificationSequence')).toEqual([]);
			return [
				...frame.items('FrameContentSequence')[0]!.numbers('DimensionIndexValues'),
				source.text('ReferencedSOPInstanceUID'),
			];
		});
		expect(frames).toEqual([1, 2, 3, 4].map((k) => [k, `2.25.${399 + k}`]));
	});

	it('is the same file whatever the order of the axes', () => {
		const options = { type: 'LABELMAP', reference: series, date: new Date(2024, 0), seed: 1 } as const;
		const bytes = writeSegmentation(labels, options);
		for (const code of ['LPS', 'PSR', 'ILA', 'SRA'])
			expect(writeSegmentation(reorient(labels, code), options)).toEqual(bytes);
	});

	it('gives back any labels, with slices left out or kept', async () => {
		const voxels = fc.uint8Array({ minLength: 60, maxLength: 60, max: 3 });
		const rare = voxels.map((values) => values.map((value, n) => (n % 15 === 0 ? value : 0)));
		const empty = fc.constantFrom('omit' as const, 'keep' as const);
		await fc.assert(
			fc.asyncProperty(fc.oneof(voxels, rare), empty, async (values, emptyFrames) => {
				const map = createVolume({ ...labels, voxels: values });
				const segments = [1, 2, 3].map((value) => ({ value, name: `${value}` }));
				const bytes = writeSegmentation(map, { type: 'LABELMAP', segments, emptyFrames });
				const back = await readSegmentation(bytes, { reference: map });
				expect(back.maps[0]!.voxels).toEqual(values);
				if (emptyFrames === 'keep') expect(parseDicom(bytes).dataset.number('NumberOfFrames')).toBe(4);
			}),
			{ seed: 8, numRuns: 60 },
		);
	});

	it('refuses several maps, which may overlap', () => {
		const write = (): unknown => writeSegmentation([labels, labels], { type: 'LABELMAP' });
		expect(write).toThrow(DicomError);
		expect(write).toThrow('one label a voxel, and there are 2 maps of labels');
	});
});
