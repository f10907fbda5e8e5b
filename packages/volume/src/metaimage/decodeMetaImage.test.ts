import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readVolume } from '../readVolume.ts';
import { concatenate } from '../source/concatenate.ts';
import { int16Bytes, ramp } from '../testing/niftiFixture.ts';
import type { Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';

type Fields = Readonly<Record<string, string | undefined>>;

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** A plain header; `undefined` takes a field out. */
const PLAIN = {
	ObjectType: 'Image',
	NDims: '3',
	BinaryData: 'True',
	BinaryDataByteOrderMSB: 'False',
	TransformMatrix: '0 1 0 0 0 1 1 0 0',
	Offset: '10 20 30',
	ElementSpacing: '2 3 4',
	DimSize: '2 3 4',
	ElementType: 'MET_SHORT',
};

function header(fields: Fields = {}, dataFile = 'LOCAL'): Uint8Array {
	const all = Object.entries({ ...PLAIN, ...fields, ElementDataFile: dataFile });
	return text(all.map(([key, value]) => (value === undefined ? '' : `${key} = ${value}\n`)).join(''));
}

const voxels = int16Bytes(ramp(24), true);
const read = (fields?: Fields, data: Uint8Array = voxels): Promise<Volume> =>
	readVolume(concatenate([header(fields), data]));

async function refusal(fields: Fields, data?: Uint8Array): Promise<string> {
	const error = await read(fields, data).catch((cause: unknown) => cause);
	expect(error).toBeInstanceOf(VolumeError);
	return (error as VolumeError).message;
}

describe('place', () => {
	it('takes each three numbers of TransformMatrix for the direction of one axis in LPS+', async () => {
		const volume = await read();
		expect(volume.affine.slice(0, 3)).toEqual([
			[0, 0, -4, -10],
			[-2, 0, 0, -20],
			[0, 3, 0, 30],
		]);
		expect(volume.header).toMatchObject({
			format: 'metaimage',
			affineSource: 'directions',
			datatype: 'int16',
		});
	});

	it('reads the older names of its fields', async () => {
		const older = {
			TransformMatrix: undefined,
			Orientation: PLAIN.TransformMatrix,
			Offset: undefined,
			Position: PLAIN.Offset,
			ElementSpacing: undefined,
			ElementSize: PLAIN.ElementSpacing,
		};
		expect((await read(older)).affine).toEqual((await read()).affine);
		expect(await refusal({ ...older, Origin: '0 0 0' })).toContain(
			'Position and Origin are one field but disagree',
		);
		expect((await read({ ...older, Origin: PLAIN.Offset })).affine).toEqual((await read()).affine);
	});

	it('reads planes, other units and headers without directions', async () => {
		const angle = {
			TransformMatrix: '0.6 0.8 -0.8 0.6',
			Offset: '1 2',
			ElementSpacing: '2 3',
			DimSize: '4 6',
		};
		const plane = await read({ ...angle, NDims: '2' });
		expect(plane.shape).toEqual([4, 6, 1]);
		expect(plane.affine[0]).toEqual([-1.2, expect.closeTo(2.4, 12), 0, -1]);
		expect(plane.affine[1]).toEqual([-1.6, expect.closeTo(-1.8, 12), 0, -2]);
		expect(plane.affine[2]).toEqual([0, 0, 1, 0]);
		const bare = await read({ TransformMatrix: undefined, Offset: undefined, DistanceUnits: 'um' });
		expect(bare.affine.map((row, r) => row[r])).toEqual([-0.002, -0.003, 0.004, 1]);
		expect(bare.header).toMatchObject({ affineSource: 'spacings', spaceCode: 0 });
	});

	it('takes axes after the third for channels, as long as they run through nothing else', async () => {
		const four = {
			NDims: '4',
			DimSize: '2 3 2 2',
			ElementSpacing: '1 1 1 5',
			Offset: '0 0 0 9',
			TransformMatrix: '1 0 0 0 0 1 0 0 0 0 1 0 0 0 0 1',
		};
		const volume = await read(four);
		expect([volume.shape, volume.channels, [...volume.voxels]]).toEqual([[2, 3, 2], 2, ramp(24)]);
		const mixed = '1 0 0 1 0 1 0 0 0 0 1 0 0 0 0 1';
		expect(await refusal({ ...four, TransformMatrix: mixed })).toContain(
			'mixes axes of space with the others',
		);
	});

	it.each([
		['ElementSpacing', '2 0 4', 'holds the spacing 0'],
		['ElementSpacing', '2 3', 'it holds 3 numbers'],
		['ElementSpacing', '2 3 nan', 'not finite'],
		['TransformMatrix', '1 0 0 1 0 0 0 0 1', 'is singular'],
		['TransformMatrix', '1 0 0 0 1 0 0 0 x', 'it holds 9 numbers'],
		['Offset', '1 2', 'it holds 3 numbers'],
		['DistanceUnits', 'inch', '"inch"'],
	])('refuses %s = %s', async (field, value, message) => {
		expect(await refusal({ [field]: value })).toContain(`${field} `);
		expect(await refusal({ [field]: value })).toContain(message);
	});
});

describe('voxels', () => {
	const packed = deflateSync(voxels);

	it.each<[string, Fields, Uint8Array]>([
		['raw', {}, voxels],
		['big-endian', { BinaryDataByteOrderMSB: 'True' }, int16Bytes(ramp(24), false)],
		[
			'big-endian by its older name',
			{ BinaryDataByteOrderMSB: undefined, ElementByteOrderMSB: 'T' },
			int16Bytes(ramp(24), false),
		],
		['zlib', { CompressedData: 'True', CompressedDataSize: String(packed.length) }, packed],
		['zlib without its size', { CompressedData: 'True' }, packed],
		[
			'zlib and junk behind it',
			{ CompressedData: 'True', CompressedDataSize: String(packed.length) },
			concatenate([packed, text('junk')]),
		],
		['gzip', { CompressedData: '1' }, gzipSync(voxels)],
		['text', { BinaryData: 'False' }, text(ramp(24).join('\n'))],
		['a head', { HeaderSize: '4' }, concatenate([text('head'), voxels])],
		['the last bytes', { HeaderSize: '-1' }, concatenate([text('any head'), voxels])],
	])('reads %s', async (_, fields, data) => {
		const volume = await read(fields, data);
		expect(volume.voxels).toEqual(new Int16Array(ramp(24)));
	});

	it('brings the components of a voxel to planes', async () => {
		const volume = await read({ ElementNumberOfChannels: '2', DimSize: '3 2 2' });
		expect([volume.shape, volume.channels]).toEqual([[3, 2, 2], 2]);
		expect([...volume.voxels]).toEqual([...ramp(12).map((n) => 2 * n), ...ramp(12).map((n) => 2 * n + 1)]);
	});

	it.each([
		['MET_UCHAR', new Uint8Array([1, 255])],
		['MET_CHAR', new Int8Array([1, -128])],
		['MET_USHORT', new Uint16Array([1, 65535])],
		['MET_INT', new Int32Array([1, -(2 ** 31)])],
		['MET_UINT', new Uint32Array([1, 2 ** 32 - 1])],
		['MET_LONG', new Int32Array([1, -(2 ** 31)])],
		['MET_ULONG', new Uint32Array([1, 2 ** 32 - 1])],
		['MET_FLOAT', new Float32Array([1.5, Number.NaN])],
		['MET_DOUBLE', new Float64Array([0.1, -1e300])],
	])('reads %s', async (ElementType, values) => {
		const volume = await read({ ElementType, DimSize: '2 1 1' }, new Uint8Array(values.buffer));
		expect(volume.voxels).toEqual(values);
	});

	it('keeps 64-bit integers that float64 holds', async () => {
		const values = new BigUint64Array([5n, 2n ** 53n]);
		const volume = await read(
			{ ElementType: 'MET_ULONG_LONG', DimSize: '2 1 1' },
			new Uint8Array(values.buffer),
		);
		expect(volume.voxels).toEqual(new Float64Array([5, 2 ** 53]));
		expect(volume.header.datatype).toBe('uint64');
	});

	it.each<[string, Fields, Uint8Array, string]>([
		['a cut file', {}, voxels.subarray(2), 'truncated'],
		['a cut stream', { CompressedData: 'True' }, packed.subarray(0, 30), 'zlib stream ends too early'],
		[
			'a stream that holds less',
			{ CompressedData: 'True' },
			deflateSync(voxels.subarray(2)),
			'need 48 bytes, but it holds 46',
		],
		[
			'a size that cuts the stream',
			{ CompressedData: 'True', CompressedDataSize: '20' },
			packed,
			'ends too early',
		],
		[
			'a size of the stream beyond what is there',
			{ CompressedData: 'True', CompressedDataSize: String(packed.length + 1) },
			packed,
			`truncated: CompressedDataSize is ${packed.length + 1}, but ${packed.length} bytes are there`,
		],
		['a bomb', { CompressedData: 'True' }, deflateSync(new Uint8Array(8 << 20)), 'more than 1 MiB beyond'],
		['too few numbers', { BinaryData: 'False' }, text('1 2 3'), 'fewer than the 24'],
		[
			'packed text',
			{ BinaryData: 'False', CompressedData: 'True' },
			packed,
			'beside a HeaderSize of -1 or text',
		],
	])('refuses %s', async (_, fields, data, message) => {
		expect(await refusal(fields, data)).toContain(message);
	});
});

describe('fields', () => {
	it('keeps what it does not know', async () => {
		const { header } = await read({ Modality: 'MET_MOD_CT', 'my key': 'a = b: c', Comment: 'a phantom' });
		expect(header.description).toBe('a phantom');
		expect(header.fields).toEqual({ Modality: 'MET_MOD_CT', 'my key': 'a = b: c' });
	});

	it.each([
		['NDims', undefined, 'NDims is missing'],
		['DimSize', undefined, 'DimSize is missing'],
		['ElementType', undefined, 'ElementType is missing'],
		['NDims', '0', 'NDims is "0"'],
		['NDims', '11', '1 to 10'],
		['DimSize', '2 3 -4', 'DimSize is "2 3 -4"'],
		['DimSize', '2 3', '3 whole numbers'],
		['ElementType', 'MET_STRING', '"MET_STRING"'],
		['BinaryData', 'perhaps', 'True or False'],
		['CompressedDataSize', '1.5', 'a whole number'],
		['HeaderSize', '-2', 'at least -1'],
		['ObjectType', 'Tube', 'only images'],
		['ElementToIntensityFunctionSlope', '2', 'which readers disagree on'],
		['ElementToIntensityFunctionOffset', '-1024', 'which readers disagree on'],
		['ElementByteOrderMSB', 'True', 'disagree'],
	])('refuses %s = %s', async (field, value, message) => {
		expect(await refusal({ [field]: value })).toContain(message);
	});

	it('refuses lines that are no fields, fields that come twice, and a header without its last one', async () => {
		const lines = (extra: string): Promise<Volume> =>
			readVolume(
				concatenate([text(`ObjectType = Image\n${extra}\n`), header({ ObjectType: undefined }), voxels]),
			);
		await expect(lines('nonsense')).rejects.toThrow('the header line "nonsense" is no "Key = value"');
		await expect(lines('NDims = 3')).rejects.toThrow('the field NDims twice');
		await expect(lines('offset = 1 2 3')).rejects.toThrow('the field offset; it is written Offset');
		await expect(readVolume(text('ObjectType = Image\nNDims = 3\n'))).rejects.toThrow(
			'ElementDataFile is missing',
		);
		await expect(readVolume(new Uint8Array(20 << 20).fill(32), { name: 'a.mha' })).rejects.toThrow(
			/a\.mha: a line/,
		);
	});
});

describe('data files', () => {
	const file = (bytes: Uint8Array, name: string): File => new File([new Uint8Array(bytes)], name);
	const third = (n: number): Uint8Array => voxels.subarray(16 * n, 16 * n + 16);
	const sizes = { DimSize: '2 4 3' };

	it('finds one, several in a list, or numbered ones', async () => {
		const one = [file(header({}, 'a.raw'), 'a.mhd'), file(voxels, 'a.raw')];
		const list = file(concatenate([header(sizes, 'LIST 2D'), text('x.raw\ny.raw\r\n\nz.raw')]), 'a.mhd');
		const slices = ['z.raw', 'y.raw', 'x.raw'].map((name, n) => file(third(2 - n), name));
		const numbered = file(header({ ...sizes, CompressedData: 'True' }, 's%d.zraw 1 5 2'), 'a.mhd');
		const packed = [5, 3, 1].map((n) => file(deflateSync(third((n - 1) / 2)), `s${n}.zraw`));
		for (const parts of [one, [...slices, list], [numbered, ...packed], [header({}, 'a.raw'), voxels]]) {
			expect([...(await readVolume(parts)).voxels]).toEqual(ramp(24));
		}
	});

	it.each(['../a.raw', '/a.raw', 'C:\\a.raw'])('refuses %s', async (name) => {
		await expect(readVolume([header({}, name), voxels])).rejects.toThrow(/its data file .*outsideFolder/);
	});
});
