import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { voxelToWorld } from '@unetr/volume';
import { zipSync } from 'fflate';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DicomError } from './dicomError.ts';
import { listSeries } from './listSeries.ts';
import { readDicom } from './readDicom.ts';
import type { DicomProgress } from './series/scanSource.ts';
import { SERIES_UID, type SliceFields, sliceFile } from './testing/sliceFile.ts';

const browser = vi.hoisted(() => ({ pretend: false }));
vi.mock('./source/nodeFiles.ts', async (importOriginal) => {
	const original = await importOriginal<typeof import('./source/nodeFiles.ts')>();
	return { ...original, isNode: () => !browser.pretend };
});
const folders: string[] = [];
afterEach(() => {
	browser.pretend = false;
	for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function temporaryFolder(): string {
	const folder = mkdtempSync(join(tmpdir(), 'unetr-dicom-'));
	folders.push(folder);
	return folder;
}

const filesOf = (slices: readonly SliceFields[]): Uint8Array<ArrayBuffer>[] => slices.map(sliceFile);
const levels = [0, 2, 4];
const plain = (): Uint8Array<ArrayBuffer>[] => filesOf(levels.map((z) => ({ z, value: z })));

describe('a series out of order with a slope of its own for each slice', () => {
	const slices = [4, 0, 5, 2, 1, 3].map((k) => ({
		k,
		file: sliceFile({
			z: -2.5 * k,
			value: 100,
			content: {
				Rows: 4,
				Columns: 4,
				ImageOrientationPatient: [1, 0, 0, 0, -1, 0],
				RescaleSlope: 1 + k / 10,
				RescaleIntercept: 0,
			},
		}),
	}));

	it('lies in order of position, each slice by its own slope', async () => {
		const volume = await readDicom(slices.map(({ file }) => file));
		expect(volume.shape).toEqual([4, 4, 6]);
		for (let k = 0; k < 6; k++) {
			const z = voxelToWorld(volume.affine, [0, 0, k])[2];
			expect(new Set(volume.voxels.slice(16 * k, 16 * (k + 1)))).toEqual(new Set([100 + 10 * (z / -2.5)]));
		}
		expect(volume.spacingMm[0]).toBeCloseTo(0.5, 12);
		expect(volume.spacingMm[1]).toBeCloseTo(0.8, 12);
		expect(volume.spacingMm[2]).toBeCloseTo(2.5, 12);
		expect(voxelToWorld(volume.affine, [0, 0, 0])).toEqual([-10, -20, 0]);
		expect(voxelToWorld(volume.affine, [1, 1, 0])).toEqual([-10.5, -19.2, 0]);
	});

	it('is refused with a slice missing, and the gap named', async () => {
		const files = slices.filter(({ k }) => k !== 3).map(({ file }) => file);
		await expect(readDicom(files)).rejects.toThrow(
			/\(10, 20, -5\).*\(10, 20, -10\).*5\.0000 mm, elsewhere 2\.5000 mm/,
		);
		const { series } = await listSeries(files);
		expect(series[0]?.fault).toMatch(/a slice is missing/);
	});
});

describe('several frames at each place', () => {
	const dynamic = (key: (z: number, t: number) => object): Uint8Array[] =>
		[1, 0, 2].flatMap((t) =>
			levels.map((z) =>
				sliceFile({ z, value: 10 * t + z, content: { ...key(z, t), SOPInstanceUID: `2.25.9${t}${z}` } }),
			),
		);

	it.each([
		['TemporalPositionIdentifier', (_: number, t: number) => ({ TemporalPositionIdentifier: t + 1 })],
		['EchoTime', (_: number, t: number) => ({ EchoTime: 10 + 20 * t, AcquisitionNumber: 1 })],
		['AcquisitionTime', (_: number, t: number) => ({ AcquisitionTime: `10150${t}` })],
	])('become channels by %s', async (key, content) => {
		const volume = await readDicom(dynamic(content));
		expect([...volume.shape, volume.channels]).toEqual([3, 2, 3, 3]);
		expect(volume.header.dicom?.channelKey).toBe(key);
		const first = Array.from({ length: 9 }, (_, slice) => volume.voxels[6 * slice]);
		expect(first).toEqual([0, 2, 4, 10, 12, 14, 20, 22, 24]);
		expect(volume.header.dicom?.slices[4]?.sopInstanceUid).toBe('2.25.912');
	});

	it('are refused where nothing tells them apart, or a time differs from place to place', async () => {
		await expect(readDicom(dynamic(() => ({})))).rejects.toThrow(
			/3 frames share each position .* duplicates/,
		);
		const drifting = dynamic((z, t) => ({ TemporalPositionIdentifier: 10 * t + z }));
		await expect(readDicom(drifting)).rejects.toThrow(/share each position/);
		await expect(readDicom(dynamic((_, t) => ({ EchoTime: 5 * t })).slice(1))).rejects.toThrow(
			/position \(10, 20, 2\) holds 3 slices/,
		);
	});
});

describe('slices that make no volume', () => {
	it.each<[string, RegExp, readonly SliceFields[]]>([
		['sizes', /size \(3 x 2 and 4 x 2 pixels\)/, [{ z: 0 }, { z: 2, content: { Columns: 4 } }]],
		['pixel spacings', /pixel spacing/, [{ z: 0 }, { z: 2, content: { PixelSpacing: [0.8, 0.6] } }]],
		[
			'frames of reference',
			/frame of reference/,
			[{ z: 0 }, { z: 2, content: { FrameOfReferenceUID: '2.25.31' } }],
		],
		[
			'orientations',
			/orientation/,
			[{ z: 0 }, { z: 2, content: { ImageOrientationPatient: [0, 1, 0, 1, 0, 0] } }],
		],
		[
			'kinds of brightness',
			/photometric interpretation/,
			[{ z: 0 }, { z: 2, content: { PhotometricInterpretation: 'MONOCHROME1' } }],
		],
		[
			'places in one plane',
			/side by side/,
			[{ z: 0 }, { z: 0, content: { ImagePositionPatient: [200, 20, 0] } }],
		],
		[
			'slowly growing steps',
			/even steps/,
			[0, 1, 2, 3.04, 4.08, 5.12, 6.16, 7.2, 8.24, 9.28].map((z) => ({ z })),
		],
	])('of different %s are refused', async (_, message, slices) => {
		await expect(readDicom(filesOf(slices))).rejects.toThrow(message);
	});

	it.each<[string, RegExp, SliceFields['content']]>([
		['a mosaic', /Siemens mosaic/, { ImageType: ['ORIGINAL', 'PRIMARY', 'M', 'MOSAIC'] }],
		[
			'a palette',
			/'PALETTE COLOR'.*colour images are not read/,
			{ PhotometricInterpretation: 'PALETTE COLOR' },
		],
		['a lookup table', /lookup table/, { ModalityLUTSequence: [{}] }],
		['no position', /ImagePositionPatient \(0020,0032\) is missing/, { ImagePositionPatient: undefined }],
		[
			'a skewed plane',
			/two unit vectors at a right angle/,
			{ ImageOrientationPatient: [1, 0, 0, 0.5, 0.5, 0] },
		],
		[
			'frames without places',
			/2 frames without functional groups/,
			{ NumberOfFrames: 2, PixelData: new Uint8Array(24) },
		],
		['more bits than room', /do not fit each other/, { BitsStored: 12, HighBit: 16 }],
		['twelve bits allocated', /BitsAllocated is 12/, { BitsAllocated: 12 }],
		['a slope of zero', /RescaleSlope 0/, { RescaleSlope: 0 }],
		['pixels missing', /PixelData holds 12 bytes.*need 24/, { Rows: 4, PixelData: new Uint8Array(12) }],
		['pixels left over', /damaged/, { PixelData: new Uint8Array(24) }],
		['no pixels', /no pixel data/, { PixelData: undefined }],
	])('are refused by name: %s', async (_, message, content) => {
		const outcome = await readDicom(sliceFile({ z: 0, content }), { name: 'one.dcm' }).catch(
			(cause: unknown) => cause,
		);
		expect(outcome).toBeInstanceOf(DicomError);
		expect((outcome as DicomError).message).toMatch(message);
		expect((outcome as DicomError).message).toMatch(/^one\.dcm/);
	});
});

describe('what is told of a series', () => {
	it('is its images and study; the patient leaves memory neither as JSON nor as a clone', async () => {
		const { header } = await readDicom(plain());
		expect(header.format).toBe('dicom');
		expect(header.dicom).toMatchObject({
			modality: 'CT',
			seriesInstanceUid: SERIES_UID,
			frameOfReferenceUid: '2.25.30',
			study: { instanceUid: '2.25.10' },
			slices: levels.map((z) => ({ sopInstanceUid: `2.25.${1000 + 10 * z}` })),
			warnings: [],
		});
		expect(header.dicom?.patient).toMatchObject({ name: 'Secret^Name', id: 'secret-id' });
		expect(JSON.stringify(header)).not.toMatch(/secret/i);
		expect(JSON.stringify(structuredClone(header))).not.toMatch(/secret/i);
	});

	it('is a warning where steps are slightly uneven, and none for what rounding leaves', async () => {
		const read = async (z: readonly number[]): Promise<readonly string[] | undefined> =>
			(await readDicom(filesOf(z.map((mm) => ({ z: mm }))))).header.dicom?.warnings;
		expect(await read([0, 2.03, 4])).toEqual([expect.stringContaining('0.030 mm from even steps')]);
		expect(await read([0, 0.33, 0.67, 1])).toEqual([]);
	});

	it('is MONOCHROME1 where it is, with the values as stored', async () => {
		const content = { PhotometricInterpretation: 'MONOCHROME1' };
		const volume = await readDicom(sliceFile({ z: 0, value: 7, content }));
		expect(volume.header.dicom?.photometricInterpretation).toBe('MONOCHROME1');
		expect(volume.voxels[0]).toBe(7);
	});

	it('is integer where slope and intercept are, whatever type holds it', async () => {
		const read = async (value: number, slope: number, intercept: number): Promise<unknown> => {
			const content = { RescaleSlope: slope, RescaleIntercept: intercept };
			const { voxels } = await readDicom(sliceFile({ z: 0, value, content }));
			return [voxels.constructor.name, voxels[0]];
		};
		expect(await read(3000, 1, -1024)).toEqual(['Int16Array', 1976]);
		expect(await read(60000, 1, 0)).toEqual(['Uint16Array', 60000]);
		expect(await read(60000, 1, -10)).toEqual(['Uint16Array', 59990]);
		expect(await read(60000, 2, 0)).toEqual(['Int32Array', 120000]);
		expect(await read(60000, 70000, 0)).toEqual(['Uint32Array', 4.2e9]);
		expect(await read(60000, 1e6, 0)).toEqual(['Float64Array', 6e10]);
		expect(await read(3, 0.5, 0)).toEqual(['Float32Array', 1.5]);
	});
});

describe('sources', () => {
	it('of several series want one to be named', async () => {
		const other = filesOf([0, 3].map((z) => ({ z, content: { SeriesInstanceUID: '2.25.21' } })));
		const both = [...plain(), ...other];
		await expect(readDicom(both)).rejects.toThrow(/2 series: '2\.25\.20'.*'2\.25\.21'/);
		expect((await readDicom(both, { series: '2.25.21' })).shape).toEqual([3, 2, 2]);
		await expect(readDicom(both, { series: '2.25.22' })).rejects.toThrow(/no series '2\.25\.22'/);
		const { series, skippedFiles } = await listSeries([...both, new Uint8Array(500)]);
		expect(series.map(({ seriesInstanceUid, files, shape }) => [seriesInstanceUid, files, shape])).toEqual([
			['2.25.20', 3, [3, 2, 3]],
			['2.25.21', 2, [3, 2, 2]],
		]);
		expect(skippedFiles).toBe(1);
		expect(JSON.stringify(series)).not.toMatch(/secret/i);
	});

	it('may hold reports and segmentations beside the series', async () => {
		const report = {
			SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.11',
			Modality: 'SR',
			SeriesInstanceUID: '2.25.22',
		};
		const bare = { Rows: undefined, Columns: undefined, PixelData: undefined };
		const files = [...plain(), sliceFile({ z: 0, content: { ...report, ...bare } })];
		expect((await readDicom(files)).shape).toEqual([3, 2, 3]);
		await expect(readDicom(files.slice(3))).rejects.toThrow(/no DICOM image: 1 DICOM files of the kind 'SR'/);
	});

	it('are folders with subfolders and links to files inside, never outside', async () => {
		const [folder, outside] = [temporaryFolder(), temporaryFolder()];
		const [a, b, c] = plain() as [Uint8Array, Uint8Array, Uint8Array];
		mkdirSync(join(folder, 'deeper'));
		writeFileSync(join(folder, 'deeper', 'x'), a);
		writeFileSync(join(folder, 'y.ima'), b);
		mkdirSync(join(folder, '.store'));
		writeFileSync(join(folder, '.store', '1'), c);
		writeFileSync(join(outside, 'z.dcm'), sliceFile({ z: 6 }));
		symlinkSync(join(outside, 'z.dcm'), join(folder, 'z.dcm'));
		symlinkSync(outside, join(folder, 'linked'));
		expect((await readDicom(folder)).shape).toEqual([3, 2, 3]);
		expect((await readDicom(join(folder, 'y.ima'))).shape).toEqual([3, 2, 1]);
		await expect(readDicom(join(folder, 'none'))).rejects.toThrow(
			/none cannot be read: there is no such file/,
		);
	});

	it('are zips whose files are whole', async () => {
		const zip = zipSync(Object.fromEntries(plain().map((file, n) => [`s/${n}.dcm`, file])), { level: 6 });
		expect((await readDicom(zip)).shape).toEqual([3, 2, 3]);
		expect((await readDicom(new File([zip], 'a.zip'))).shape).toEqual([3, 2, 3]);
		for (let at = 40; at < zip.length; at += 7) {
			const damaged = zip.slice();
			damaged[at] = damaged[at]! ^ 0x15;
			const outcome = await readDicom(damaged).catch((cause: unknown) => cause);
			if (outcome instanceof Error) expect(outcome).toBeInstanceOf(DicomError);
			else expect(outcome).toMatchObject({ shape: [3, 2, 3] });
		}
		await expect(readDicom(zip.slice(0, -30))).rejects.toThrow(/damaged zip/);
	});

	it('are no zip of many bombs, each of which could be a file', async () => {
		// The zeros of a mebibyte, and a directory that says 60 times that they are 60 MiB.
		const one = zipSync({ 'a.dcm': new Uint8Array(1 << 20) }, { level: 9 });
		const directory = one.slice(new DataView(one.buffer).getUint32(one.length - 6, true), -22);
		new DataView(directory.buffer).setUint32(24, 60 << 20, true);
		const end = one.slice(-22);
		new DataView(end.buffer).setUint16(10, 60, true);
		const files = one.slice(0, -22 - directory.length);
		const zip = Buffer.concat([files, ...Array<Uint8Array>(60).fill(directory), end]);
		await expect(readDicom(zip)).rejects.toThrow(/bytes of the zip claim to inflate to 3774873600/);
	});

	it('inflate no further than a zip says, and not at all where that cannot be', async () => {
		const zip = zipSync({ 'a.dcm': new Uint8Array(1 << 20) }, { level: 9 });
		await expect(readDicom(zip)).rejects.toThrow(/no DICOM image: 0 DICOM files and 1 other files/);
		const view = new DataView(zip.buffer, zip.byteOffset);
		const directory = view.getUint32(zip.length - 6, true);
		view.setUint32(directory + 24, 2 ** 31, true);
		await expect(readDicom(zip)).rejects.toThrow(/claim to inflate to 2147483648/);
		const lying = zipSync({
			'a.dcm': [sliceFile({ z: 0, content: { Rows: 300, Columns: 300 } }), { level: 9 }],
		});
		const lyingView = new DataView(lying.buffer, lying.byteOffset);
		lyingView.setUint32(lyingView.getUint32(lying.length - 6, true) + 24, 500, true);
		await expect(readDicom(lying)).rejects.toThrow(/inflates to more than 500 bytes/);
	});

	it('are files and bytes where there is no file system', async () => {
		browser.pretend = true;
		const files = plain().map((file, n) => new File([file], `${n}.dcm`));
		expect((await readDicom(files)).shape).toEqual([3, 2, 3]);
		await expect(readDicom('somewhere')).rejects.toThrow(/a path can only be read in Node/);
		await expect(readDicom(new URL('https://example.org/a.dcm'))).rejects.toThrow(/only file: URLs/);
		await expect(readDicom([])).rejects.toThrow(/no DICOM image/);
		await expect(readDicom(7 as never)).rejects.toThrow(/DICOM is read from/);
	});

	it('are left when the signal says so, and progress is told', async () => {
		const controller = new AbortController();
		const seen: DicomProgress[] = [];
		const onProgress = (progress: DicomProgress): void => {
			seen.push(progress);
			if (seen.length === 5) controller.abort(new Error('enough'));
		};
		await expect(readDicom(plain(), { signal: controller.signal, onProgress })).rejects.toThrow('enough');
		expect(seen.map(({ phase, doneFiles }) => `${phase} ${doneFiles}`)).toEqual([
			'finding 0',
			'finding 1',
			'finding 2',
			'reading 0',
			'reading 1',
		]);
	});
});
