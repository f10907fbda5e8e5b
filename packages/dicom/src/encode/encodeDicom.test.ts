import { describe, expect, it } from 'vitest';
import { DicomError } from '../dicomError.ts';
import { parseDicom } from '../parse/parseDicom.ts';
import { encodeDataset } from './encodeDataset.ts';
import { encodeDicom } from './encodeDicom.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('encodeDataset', () => {
	it('writes tag, representation, length and an even value, in the order of tags', () => {
		const bytes = encodeDataset({ Rows: 3, Modality: 'SEG', SOPClassUID: '1.2.3', PatientID: '' });
		expect(hex(bytes)).toBe(
			[
				'080016005549060' + '0312e322e3300',
				'0800600043530400' + '53454720',
				'100020004c4f0000',
				'280010005553020' + '00300',
			].join(''),
		);
	});

	it('writes sequences and pixels with lengths of 32 bits', () => {
		const bytes = encodeDataset({
			PixelData: Uint8Array.of(1, 2, 3),
			SegmentSequence: [{ SegmentNumber: 1 }, {}],
			DimensionIndexPointer: 0x0062000b,
		});
		expect(hex(bytes)).toBe(
			[
				'200065914154040062000b00',
				'620002005351' + '0000' + '1a000000',
				'feff00e00a000000' + '6200040055530200' + '0100',
				'feff00e000000000',
				'e07f10004f42' + '0000' + '04000000' + '01020300',
			].join(''),
		);
	});

	it.each([
		[{ SegmentLabel: 'x'.repeat(65) }, 'SegmentLabel holds at most 64 characters'],
		[{ PatientName: 'a\\b' }, 'PatientName may not hold a backslash'],
		[{ ContourData: Array(20_000).fill(1.234) }, 'an element of representation DS holds at most 65534 bytes'],
	])('refuses what an element cannot hold (%#)', (content, message) => {
		expect(() => encodeDataset(content)).toThrow(DicomError);
		expect(() => encodeDataset(content)).toThrow(message);
	});
});

describe('encodeDicom', () => {
	it.each(['explicit', 'implicit'] as const)(
		'is read by our parser with every value as given, in %s VR',
		(form) => {
			const file = parseDicom(
				encodeDicom(
					{
						SOPClassUID: '1.2.840.10008.5.1.4.1.1.66.4',
						SOPInstanceUID: '2.25.1',
						PatientName: 'Müller^Jörg',
						ImageType: ['DERIVED', 'PRIMARY'],
						PixelSpacing: [0.5, 1 / 3],
						SharedFunctionalGroupsSequence: [
							{ PlaneOrientationSequence: [{ ImageOrientationPatient: [1, 0, 0, 0, 1, 0] }] },
						],
						PixelData: new Uint8Array(5).fill(9),
					},
					form,
				),
			);
			expect(file.transferSyntax.encoding.explicitVr).toBe(form === 'explicit');
			expect(file.meta.text('MediaStorageSOPInstanceUID')).toBe('2.25.1');
			expect(file.dataset.text('PatientName')).toBe('Müller^Jörg');
			expect(file.dataset.texts('ImageType')).toEqual(['DERIVED', 'PRIMARY']);
			expect(file.dataset.numbers('PixelSpacing')).toEqual([0.5, 0.33333333333333]);
			const [shared] = file.dataset.items('SharedFunctionalGroupsSequence');
			expect(shared!.items('PlaneOrientationSequence')[0]!.numbers('ImageOrientationPatient')).toEqual([
				1, 0, 0, 0, 1, 0,
			]);
			expect([...file.dataset.bytes('PixelData')!]).toEqual([9, 9, 9, 9, 9, 0]);
		},
	);

	it('writes long values that are no pixels without their representation', () => {
		const points = Array.from({ length: 30_000 }, (_, n) => n / 8);
		const bytes = encodeDicom(
			{ SOPClassUID: '1.2', SOPInstanceUID: '2.25.1', ContourData: points },
			'implicit',
		);
		expect(parseDicom(bytes).dataset.numbers('ContourData')).toEqual(points);
	});
});
