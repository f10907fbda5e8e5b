import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scalingAffine } from './affine.ts';
import { encodeMetaImage } from './metaimage/encodeMetaImage.ts';
import { encodeNifti } from './nifti/encodeNifti.ts';
import { encodeNrrd } from './nrrd/encodeNrrd.ts';
import { readVolume } from './readVolume.ts';
import { swapBytes } from './storedVoxels.ts';
import { arbitraryVolume } from './testing/arbitraryVolume.ts';
import { niftiFixture } from './testing/niftiFixture.ts';
import { createVolume, type Volume } from './volume.ts';
import { writeVolume } from './writeVolume.ts';

let folder = '';
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-round-trip-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** What an affine may lose: nothing, single precision, or the rounding of direction times spacing. */
const LOSS: Readonly<Record<string, (value: number) => number>> = {
	exact: () => 0,
	single: (value) => Math.abs(Math.fround(value) - value),
	product: (value) => 4 * Number.EPSILON * Math.abs(value),
};

function expectSame(read: Volume, written: Volume, loss: string): void {
	expect(read.voxels).toEqual(written.voxels);
	expect([read.shape, read.channels]).toEqual([written.shape, written.channels]);
	for (const [row, values] of written.affine.entries()) {
		for (const [column, value] of values.entries()) {
			expect(Math.abs(read.affine[row][column] - value)).toBeLessThanOrEqual(LOSS[loss](value));
		}
	}
}

/** File names and options, with what the affine loses. */
const FILES = [
	['a.nii', {}, 'single'],
	['a.nii.gz', {}, 'single'],
	['a.nii', { version: 2 }, 'exact'],
	['a.nii.gz', { version: 2 }, 'exact'],
	['a.hdr', {}, 'single'],
	['a.hdr.gz', { version: 2 }, 'exact'],
	['a.nrrd', {}, 'exact'],
	['a.nrrd', { compress: false }, 'exact'],
	['a.nhdr', {}, 'exact'],
	['a.nhdr', { compress: false }, 'exact'],
	['a.mha', {}, 'product'],
	['a.mha', { compress: false }, 'product'],
	['a.mhd', {}, 'product'],
	['a.mhd', { compress: false }, 'product'],
] as const;

describe('what is written is read again', () => {
	it('for any volume, in every format', async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryVolume, fc.constantFrom(...FILES), async (written, [name, options, loss]) => {
				await writeVolume(join(folder, name), written, options);
				expectSame(await readVolume(join(folder, name)), written, loss);
			}),
			{ numRuns: 300 },
		);
		expect((await readdir(folder)).length).toBeGreaterThan(8);
	});

	it('as bytes, as in a browser', async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryVolume, async (written) => {
				expectSame(await readVolume(await encodeNrrd(written)), written, 'exact');
				expectSame(await readVolume(await encodeMetaImage(written)), written, 'product');
				expectSame(await readVolume(encodeNifti(written, { version: 2 })), written, 'exact');
			}),
			{ numRuns: 60 },
		);
	});

	it('in the other byte order too', async () => {
		await fc.assert(
			fc.asyncProperty(arbitraryVolume, async (written) => {
				const width = written.voxels.BYTES_PER_ELEMENT;
				const nrrd = await turned(await encodeNrrd(written, { compress: false }), written, width, [
					'endian: little',
					'endian: big',
				]);
				expectSame(await readVolume(nrrd), written, 'exact');
				const mha = await turned(await encodeMetaImage(written, { compress: false }), written, width, [
					'BinaryDataByteOrderMSB = False',
					'BinaryDataByteOrderMSB = True',
				]);
				expectSame(await readVolume(mha), written, 'product');
			}),
			{ numRuns: 60 },
		);
	});
});

/** The same file with its voxels turned round and its header saying so. */
async function turned(
	bytes: Uint8Array,
	{ voxels }: Volume,
	width: number,
	[from, to]: [string, string],
): Promise<Uint8Array> {
	const start = bytes.length - voxels.byteLength;
	const header = new TextDecoder().decode(bytes.subarray(0, start)).replace(from, to);
	const data = bytes.slice(start);
	swapBytes(data, width);
	return new Uint8Array([...new TextEncoder().encode(header), ...data]);
}

describe('headers', () => {
	const volume = createVolume({
		voxels: new Uint8Array(24),
		shape: [2, 3, 4],
		affine: scalingAffine([1, 2, 3]),
	});

	it('of NIfTI keep intent, times, display range, slices, extensions, in either version', async () => {
		const bytes = niftiFixture({
			dims: [5, 2, 1, 3, 2, 2, 1, 1],
			pixDims: [1, 2, 3, 4, 0.5, 7, 1, 1],
			units: 2 | 16,
		});
		const view = new DataView(bytes.buffer);
		view.setInt16(68, 1005, true);
		for (const n of [0, 1, 2]) view.setFloat32(56 + 4 * n, n + 0.5, true);
		bytes.set(new TextEncoder().encode('intent'), 328);
		bytes.set(new TextEncoder().encode('aux'), 228);
		view.setFloat32(124, 9, true);
		view.setFloat32(128, -4, true);
		view.setFloat32(136, 0.25, true);
		bytes.set([57], 39);
		bytes.set([3], 122);
		view.setInt16(74, 1, true);
		view.setInt16(120, 2, true);
		view.setFloat32(132, 0.125, true);
		const extensions = [{ code: 6, content: new TextEncoder().encode('comment of 24 bytes here') }];
		const read = await readVolume(bytes);
		expect(read.header.nifti).toEqual({
			intent: { code: 1005, parameters: [0.5, 1.5, 2.5], name: 'intent' },
			furtherAxes: [2, 2],
			furtherSteps: [0.5, 7],
			timeUnits: 16,
			timeOffset: 0.25,
			displayRange: [-4, 9],
			dimInfo: 57,
			slices: { code: 3, start: 1, end: 2, duration: 0.125 },
			auxFile: 'aux',
		});
		for (const version of [1, 2] as const) {
			const source = { ...read, header: { ...read.header, extensions } };
			const again = await readVolume(encodeNifti(source, { version }));
			expect(again.header).toMatchObject({
				nifti: read.header.nifti,
				extensions,
				format: `nifti-${version}`,
			});
			expect(again.channels).toBe(4);
		}
		// A result with other channels has axes of its own.
		const label = createVolume({ ...volume, header: read.header });
		expect((await readVolume(encodeNifti(label))).header.nifti?.furtherAxes).toEqual([]);
	});

	it('of NIfTI keep the scaling where it gives the voxels again, and only there', async () => {
		const read = await readVolume(niftiFixture({ slope: 0.1, intercept: -3 }));
		const again = await readVolume(encodeNifti(read));
		expect(again.header).toMatchObject({ datatype: 'int16', scaling: read.header.scaling });
		expect(again.voxels).toEqual(read.voxels);
		for (const changed of [0.123, Number.NaN, 1e9]) {
			const voxels = read.voxels.slice();
			voxels[5] = changed;
			const other = await readVolume(encodeNifti({ ...read, voxels }));
			expect(other.header.scaling).toBeUndefined();
			expect(other.voxels).toEqual(voxels);
		}
		const label = { ...read, voxels: new Uint8Array(24).fill(3) };
		expect((await readVolume(encodeNifti(label))).voxels).toEqual(label.voxels);
	});

	it('of NRRD and MetaImage keep the fields of their own format', async () => {
		const fields = { 'a key': 'first\nsecond \\ line', Modality: 'CT' };
		const source = { ...volume, header: { ...volume.header, fields, description: 'a\nphantom' } };
		const nrrd = await readVolume(await encodeNrrd(source));
		expect(nrrd.header).toMatchObject({ fields, description: 'a phantom' });
		const mha = await readVolume(await encodeMetaImage(source));
		expect(mha.header).toMatchObject({ fields: { Modality: 'CT' }, description: 'a phantom' });
		const lastLine = {
			...source,
			header: { ...source.header, fields: { ElementDataFile: 'LIST', 'x:': '1', '#': '' } },
		};
		expectSame(await readVolume(await encodeMetaImage(lastLine)), volume, 'exact');
		expectSame(await readVolume(await encodeNrrd(lastLine)), volume, 'exact');
	});

	it('of NIfTI name labels as Connectome Workbench does', async () => {
		const labels = [
			{ value: 1, name: 'left <lung> & ]]> co', color: [255, 0, 51] as const },
			{ value: 40, name: '', color: [255, 255, 255] as const },
		];
		const labelled = { ...volume, header: { ...volume.header, labels } };
		const read = await readVolume(encodeNifti(labelled));
		expect(read.header.labels).toEqual([{ ...labels[0], name: 'left <lung> & ]] > co' }, labels[1]]);
		expect(read.header.extensions.map(({ code }) => code)).toEqual([30]);
		const again = await readVolume(encodeNifti(read));
		expect(again.header).toEqual(read.header);
		// As another writer has it: colours from 0 to 255, no CDATA, other attributes.
		const xml = `<?xml version='1.0'?><CaretExtension><LabelTable>
			<Label Alpha='1' Blue='3' Green='2' Red='128' Key='7'> a &amp; b </Label><Label Key="x" Red="1"/></LabelTable></CaretExtension>`;
		const other = {
			...volume,
			header: { ...volume.header, extensions: [{ code: 0, content: new TextEncoder().encode(xml) }] },
		};
		const found = await readVolume(encodeNifti(other));
		expect(found.header.labels).toEqual([{ value: 7, name: 'a & b', color: [128, 2, 3] }]);
	});
});
