import type { Volume } from '@unetr/volume';
import { describe, expect, it } from 'vitest';
import { parseDicom } from './parse/parseDicom.ts';
import type { DicomKeyword } from './parse/tags.ts';
import { readOrRefuse, syntaxFile } from './testing/fuzzCases.ts';
import { growthOnMutants, runFuzz } from './testing/runFuzz.ts';

const SMALL = [
	'explicit-little-int16',
	'implicit-little-uint16',
	'explicit-big-uint8',
	'deflated-int16',
	'frames-explicit',
	'rle-uint16',
	'jpegls-uint8',
	'j2k-int16',
] as const;

/** Elements that say how voxels are read and where they lie; every other one may change as it likes. */
const TELLING: readonly DicomKeyword[] = [
	'TransferSyntaxUID',
	'SOPClassUID',
	'ImageType',
	'SliceThickness',
	'ImagePositionPatient',
	'ImageOrientationPatient',
	'SamplesPerPixel',
	'PhotometricInterpretation',
	'NumberOfFrames',
	'Rows',
	'Columns',
	'PixelSpacing',
	'BitsAllocated',
	'BitsStored',
	'HighBit',
	'PixelRepresentation',
	'RescaleIntercept',
	'RescaleSlope',
	'PixelData',
];

/** The bytes of those elements, as text. */
function tellingValues(bytes: Uint8Array): string {
	const { dataset, meta } = parseDicom(bytes);
	return TELLING.map((key) => `${key} ${(dataset.bytes(key) ?? meta.bytes(key))?.join(' ')}`).join('\n');
}

function sameVoxels({ voxels: a }: Volume, { voxels: b }: Volume): boolean {
	return a.constructor === b.constructor && a.length === b.length && a.every((value, n) => value === b[n]);
}

describe('damaged files', () => {
	it('give a volume or a refusal of this package, whatever changes (200,000 mutants of every kind of file)', {
		timeout: 600_000,
	}, () => {
		const { read, refused } = runFuzz('image', 200_000);
		expect(read + refused).toBe(200_000);
		expect(read).toBeGreaterThan(40_000);
		expect(refused).toBeGreaterThan(40_000);
	});

	it.each(['image', 'segmentation'] as const)('need no more than 64 MB, %s', (reader) => {
		// Three times the few kB of a mutant do not count.
		expect(growthOnMutants(reader, 2000)).toBeLessThan(64_000);
	});

	it.each(SMALL)('are refused wherever %s is cut off', async (name) => {
		const bytes = syntaxFile(name);
		for (let length = 0; length < bytes.length; length++) {
			if ((await readOrRefuse(bytes.slice(0, length))) !== undefined) expect(length).toBe('a refusal');
		}
	});

	it('have other voxels or another place only where the elements that tell of them changed', async () => {
		const bytes = syntaxFile('explicit-little-int16');
		const whole = (await readOrRefuse(bytes))!;
		const values = tellingValues(bytes);
		let same = 0;
		// The preamble, before byte 128, is free for any use: two values are enough there.
		for (let offset = 0; offset < 512; offset++) {
			for (let value = 0; value < 256; value += offset < 128 ? 255 : 1) {
				if (value === bytes[offset]) continue;
				const changed = bytes.slice();
				changed[offset] = value;
				const volume = await readOrRefuse(changed);
				if (volume === undefined) continue;
				const isSame = String(volume.affine) === String(whole.affine) && sameVoxels(volume, whole);
				if (!isSame && tellingValues(changed) === values) expect({ offset, value }).toBe('without effect');
				if (isSame) same++;
			}
		}
		expect(same).toBeGreaterThan(10_000);
	});

	it.each(SMALL.slice(1))(
		'give a volume or a refusal for changes in the first 512 bytes of %s',
		async (name) => {
			const bytes = syntaxFile(name);
			for (let offset = 0; offset < 512; offset++) {
				for (const value of [0, 1, 0x7f, 0x80, 0xff, bytes[offset]! ^ 1, bytes[offset]! ^ 0x20]) {
					const changed = bytes.slice();
					changed[offset] = value;
					await readOrRefuse(changed);
				}
			}
		},
	);
});
