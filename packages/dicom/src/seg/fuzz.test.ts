import { describe, expect, it } from 'vitest';
import { parseDicom } from '../parse/parseDicom.ts';
import type { DicomKeyword } from '../parse/tags.ts';
import { runFuzz } from '../testing/runFuzz.ts';
import { readSegmentationOrRefuse, segmentationFiles } from '../testing/segmentationCases.ts';
import type { Segmentation } from './segmentation.ts';

/** Top-level elements that say which voxels belong to which segment. */
const TELLING: readonly DicomKeyword[] = [
	'TransferSyntaxUID',
	'SOPClassUID',
	'FrameOfReferenceUID',
	'NumberOfFrames',
	'Rows',
	'Columns',
	'SamplesPerPixel',
	'BitsAllocated',
	'PixelPaddingValue',
	'SegmentationType',
	'MaximumFractionalValue',
	'SegmentSequence',
	'SharedFunctionalGroupsSequence',
	'PerFrameFunctionalGroupsSequence',
	'PixelData',
];

function tellingValues(bytes: Uint8Array): string {
	const { dataset, meta } = parseDicom(bytes);
	return TELLING.map((key) => (dataset.bytes(key) ?? meta.bytes(key))?.join(' ')).join('\n');
}

function drawn({ maps, fractions: shares }: Segmentation): string {
	return [...maps, ...(shares === undefined ? [] : [shares])]
		.map(({ voxels, affine }) => `${voxels.join(' ')} at ${affine.join(' ')}`)
		.join('\n');
}

describe.each(Object.entries(segmentationFiles))('damaged segmentations: %s', (_, bytes) => {
	it('is refused wherever it is cut off', async () => {
		for (let length = 0; length < bytes.length; length++) {
			const read = await readSegmentationOrRefuse(bytes.slice(0, length));
			// Only the zero that fills the last byte up may be missing.
			if (read !== undefined) expect(drawn(read)).toBe(drawn((await readSegmentationOrRefuse(bytes))!));
		}
	});

	it('draws other voxels only where the elements that tell of them changed', async () => {
		const whole = drawn((await readSegmentationOrRefuse(bytes))!);
		const values = tellingValues(bytes);
		let same = 0;
		for (let offset = 0; offset < Math.min(512, bytes.length); offset++) {
			for (const value of [0, 1, 0x20, 0x39, 0x7f, 0x80, 0xff, bytes[offset]! ^ 1]) {
				const changed = bytes.slice();
				changed[offset] = value;
				const read = await readSegmentationOrRefuse(changed);
				if (read === undefined || tellingValues(changed) !== values) continue;
				if (drawn(read) !== whole) expect({ offset, value }).toBe('without effect');
				same++;
			}
		}
		expect(same).toBeGreaterThan(500);
	});
});

it('reads or refuses 200,000 damaged segmentations in its own words', { timeout: 600_000 }, () => {
	const { read, refused } = runFuzz('segmentation', 200_000);
	expect(read + refused).toBe(200_000);
	expect(read).toBeGreaterThan(40_000);
	expect(refused).toBeGreaterThan(40_000);
});
