import { readFileSync } from 'node:fs';
import { createVolume } from '@unetr/volume';
import { hostileFolder } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { parseDicom } from '../parse/parseDicom.ts';
import type { DicomKeyword } from '../parse/tags.ts';
import { madeLabels, madeSeries } from '../testing/madeSeries.ts';
import { mutant, randomNumbers, structureOf } from '../testing/mutateDicom.ts';
import { readSegmentation } from './readSegmentation.ts';
import type { Segmentation } from './segmentation.ts';
import { writeSegmentation } from './writeSegmentation.ts';

const series = madeSeries([5, 3, 4]);
const labels = madeLabels(series, 3);
const fractions = createVolume({ ...labels, voxels: Float32Array.from(labels.voxels, (value) => value / 3) });
const options = { reference: series, seed: 1, date: new Date(0) };
const files = {
	'an unaligned one': new Uint8Array(readFileSync(`${hostileFolder}/dicom/seg-unaligned-bits.dcm`)),
	'a binary one': writeSegmentation(labels, options),
	'an overlapping one': writeSegmentation([labels, labels], { ...options, emptyFrames: 'keep' }),
	fractions: writeSegmentation(fractions, { ...options, type: 'FRACTIONAL' }),
};

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

const ENGINE_TEXT =
	/Invalid (typed )?array length|outside the bounds|call stack|Cannot read prop|undefined|NaN|allocation failed|is not a function|DataView/;

/** A segmentation, or undefined where it is refused in this package's own words. */
async function readOrRefuse(bytes: Uint8Array): Promise<Segmentation | undefined> {
	try {
		return await readSegmentation(bytes);
	} catch (cause) {
		if (cause instanceof DicomError && !ENGINE_TEXT.test(cause.message)) return undefined;
		throw new Error(`a foreign error: ${cause}`, { cause });
	}
}

function tellingValues(bytes: Uint8Array): string {
	const { dataset, meta } = parseDicom(bytes);
	return TELLING.map((key) => (dataset.bytes(key) ?? meta.bytes(key))?.join(' ')).join('\n');
}

function drawn({ maps, fractions: shares }: Segmentation): string {
	return [...maps, ...(shares === undefined ? [] : [shares])]
		.map(({ voxels, affine }) => `${voxels.join(' ')} at ${affine.join(' ')}`)
		.join('\n');
}

describe.each(Object.entries(files))('damaged segmentations: %s', (_, bytes) => {
	it('is refused wherever it is cut off', async () => {
		for (let length = 0; length < bytes.length; length++) {
			const read = await readOrRefuse(bytes.slice(0, length));
			// Only the zero that fills the last byte up may be missing.
			if (read !== undefined) expect(drawn(read)).toBe(drawn((await readOrRefuse(bytes))!));
		}
	});

	it('draws other voxels only where the elements that tell of them changed', async () => {
		const whole = drawn((await readOrRefuse(bytes))!);
		const values = tellingValues(bytes);
		let same = 0;
		for (let offset = 0; offset < Math.min(512, bytes.length); offset++) {
			for (const value of [0, 1, 0x20, 0x39, 0x7f, 0x80, 0xff, bytes[offset]! ^ 1]) {
				const changed = bytes.slice();
				changed[offset] = value;
				const read = await readOrRefuse(changed);
				if (read === undefined || tellingValues(changed) !== values) continue;
				if (drawn(read) !== whole) expect({ offset, value }).toBe('without effect');
				same++;
			}
		}
		expect(same).toBeGreaterThan(500);
	});

	it('gives maps or a refusal for mutants, within bounds', async () => {
		const before = process.resourceUsage().maxRSS;
		const [random, structure] = [randomNumbers(20_240_602), structureOf(bytes)];
		let read = 0;
		for (let n = 0; n < 3000; n++) {
			const outcome = await readOrRefuse(mutant(bytes, structure, random)).catch((cause: unknown) => {
				throw new Error(`mutant ${n}: ${cause}`, { cause });
			});
			if (outcome !== undefined) read++;
		}
		expect(read).toBeGreaterThan(100);
		expect((process.resourceUsage().maxRSS - before) / 1024).toBeLessThan(512);
	});
});
