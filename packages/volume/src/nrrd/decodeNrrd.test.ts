import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { voxelToWorld } from '../affine.ts';
import { readVolume } from '../readVolume.ts';
import { bytesSource } from '../source/byteSource.ts';
import { ByteStream } from '../source/byteStream.ts';
import { concatenate } from '../source/concatenate.ts';
import { int16Bytes, ramp } from '../testing/niftiFixture.ts';
import type { Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';

const text = (content: string): Uint8Array => new TextEncoder().encode(content);

/** Lines of a plain header; `undefined` takes a line out. */
const PLAIN = {
	type: 'short',
	dimension: '3',
	space: 'left-posterior-superior',
	sizes: '2 3 4',
	'space directions': '(0,2,0) (0,0,3) (4,0,0)',
	'space origin': '(10,20,30)',
	endian: 'little',
	encoding: 'raw',
};

function header(fields: Readonly<Record<string, string | undefined>> = {}, extra = ''): Uint8Array {
	const lines = Object.entries({ ...PLAIN, ...fields }).flatMap(([field, value]) =>
		value === undefined ? [] : [`${field}: ${value}`],
	);
	return text(`NRRD0005\n${lines.join('\n')}\n${extra}`);
}

const voxels = int16Bytes(ramp(24), true);

function nrrd(
	fields: Readonly<Record<string, string | undefined>> = {},
	data: Uint8Array = voxels,
	extra = '',
): Uint8Array {
	return concatenate([header(fields, extra), text('\n'), data]);
}

const read = (fields?: Readonly<Record<string, string | undefined>>, data?: Uint8Array): Promise<Volume> =>
	readVolume(nrrd(fields, data));

async function refusal(
	fields: Readonly<Record<string, string | undefined>>,
	data?: Uint8Array,
): Promise<string> {
	const error = await read(fields, data).catch((cause: unknown) => cause);
	expect(error).toBeInstanceOf(VolumeError);
	return (error as VolumeError).message;
}

describe('space (IO-07)', () => {
	it('takes the n-th vector for the step of the n-th axis', async () => {
		const lps = await read();
		expect(lps.affine.slice(0, 3)).toEqual([
			[0, 0, -4, -10],
			[-2, 0, 0, -20],
			[0, 3, 0, 30],
		]);
		expect(lps.spacingMm).toEqual([2, 3, 4]);
		expect(voxelToWorld(lps.affine, [1, 2, 3])).toEqual([-22, -22, 36]);
		const las = await read({ space: 'left-anterior-superior' });
		expect(las.affine.slice(0, 3)).toEqual([
			[0, 0, -4, -10],
			[2, 0, 0, 20],
			[0, 3, 0, 30],
		]);
		expect(voxelToWorld(las.affine, [1, 2, 3])).toEqual([-22, 22, 36]);
		expect(las.header).toMatchObject({ format: 'nrrd', affineSource: 'directions', spaceCode: 1 });
	});

	it.each([
		['right-anterior-superior', [1, 1, 1]],
		['RAS', [1, 1, 1]],
		['LAS', [-1, 1, 1]],
		['lps', [-1, -1, 1]],
		// They say nothing of left and right; ITK and 3D Slicer take them for LPS.
		['scanner-xyz', [-1, -1, 1]],
		['3D-right-handed', [-1, -1, 1]],
		['3D-left-handed', [-1, -1, 1]],
	])('brings %s to RAS+', async (space, signs) => {
		const { affine } = await read({ space });
		expect(affine[0]).toEqual([0, 0, 4 * signs[0], 10 * signs[0]]);
		expect(affine[1]).toEqual([2 * signs[1], 0, 0, 20 * signs[1]]);
		expect(affine[2]).toEqual([0, 3, 0, 30]);
	});

	it.each(['right-anterior-superior-time', 'RAST', 'scanner-xyz-time'])(
		'takes the fourth axis of %s for channels, wherever it is',
		async (space) => {
			const volume = await read({
				space,
				dimension: '4',
				sizes: '2 2 3 2',
				'space directions': '(0,0,0,5) (1,0,0,0) (0,1,0,0) (0,0,1,0)',
				'space origin': '(0,0,0,7)',
			});
			expect([volume.shape, volume.channels]).toEqual([[2, 3, 2], 2]);
			expect([...volume.voxels]).toEqual([...ramp(12).map((n) => 2 * n), ...ramp(12).map((n) => 2 * n + 1)]);
			const mixed = { space, dimension: '4', sizes: '2 3 4 1', 'space origin': undefined };
			const directions = { 'space directions': '(1,0,0,1) (0,1,0,0) (0,0,1,0) none' };
			expect(await refusal({ ...mixed, ...directions })).toContain('through space and time at once');
		},
	);

	it('reads spacings alone as ITK does, and says so', async () => {
		const spacings = { space: undefined, 'space directions': undefined, 'space origin': undefined };
		const plain = await read({ ...spacings, spacings: '2 3 4' });
		expect(plain.affine.map((row, r) => row[r])).toEqual([-2, -3, 4, 1]);
		expect(plain.header).toMatchObject({ affineSource: 'spacings', spaceCode: 0 });
		const mins = await read({
			...spacings,
			spacings: '2 3 4',
			'axis mins': '10 20 nan',
			centers: 'cell node ???',
		});
		expect(mins.affine.map((row) => row[3])).toEqual([-11, -20, 0, 1]);
		const vector = {
			dimension: '4',
			sizes: '2 2 3 2',
			kinds: 'vector domain domain space',
			spacings: 'NaN 1 2 3',
		};
		expect(await read({ ...spacings, ...vector })).toMatchObject({
			shape: [2, 3, 2],
			channels: 2,
			spacingMm: [1, 2, 3],
		});
	});

	it('reads planes and lines, with upright axes of 1 mm for those that are missing', async () => {
		const plane = { dimension: '2', sizes: '4 6', 'space directions': '(0,2,0) (0,0,3)' };
		const volume = await read(plane);
		expect([volume.shape, volume.channels]).toEqual([[4, 6, 1], 1]);
		expect(volume.affine.map((row) => row[2])).toEqual([-1, 0, 0, 0]);
		const flat = { space: undefined, 'space dimension': '2', 'space origin': '(5,6)' };
		const two = await read({ ...plane, ...flat, 'space directions': '(1,0) (0,2)' });
		expect(two.affine.slice(0, 3)).toEqual([
			[-1, 0, 0, -5],
			[0, -2, 0, -6],
			[0, 0, 1, 0],
		]);
		const line = await read({ dimension: '1', sizes: '24', 'space directions': '(2,0,0)' });
		expect([line.shape, line.spacingMm]).toEqual([
			[24, 1, 1],
			[2, 1, 1],
		]);
	});

	it('brings other units to mm', async () => {
		const microns = { 'space units': '"um" "um" "um"' };
		expect((await read(microns)).spacingMm).toEqual([0.002, 0.003, 0.004]);
		expect((await read({ 'space units': '"m" "m" "m"' })).affine[2][3]).toBe(30000);
		expect(await refusal({ 'space units': '"mm" "m" "mm"' })).toContain('"space units" differ');
	});

	it.each([
		['an unknown space', { space: 'left-right' }, '"space" is "left-right"'],
		['vectors of another length', { 'space directions': '(1,0) (0,1) (0,0)' }, 'none or 3 numbers'],
		['too few vectors', { 'space directions': '(1,0,0) (0,1,0)' }, 'has 2 entries for a dimension of 3'],
		['no number', { 'space directions': '(1,0,x) (0,1,0) (0,0,1)' }, '(1,0,x)'],
		['infinity', { 'space directions': '(inf,0,0) (0,1,0) (0,0,1)' }, 'not finite'],
		['a singular affine', { 'space directions': '(1,0,0) (1,0,0) (0,0,1)' }, 'is singular'],
		['a bad origin', { 'space origin': '(1,2)' }, '"space origin" is (1,2)'],
		[
			'a direction of a vector axis',
			{ kinds: 'vector domain domain' },
			'gives axis 0, of the kind vector, a direction',
		],
		['no axis of space', { 'space directions': 'none none none' }, '0 of its axes are axes of space'],
		['an unknown kind', { kinds: 'domain domain doman' }, '"kinds" holds "doman"'],
		['a negative spacing', { 'space directions': undefined, spacings: '1 -1 1' }, '"spacings" holds -1'],
		['two dimensions of the space', { 'space dimension': '3' }, 'stands beside "space"'],
	])('refuses %s', async (_, fields, message) => {
		expect(await refusal(fields)).toContain(message);
	});
});

describe('encodings', () => {
	const numbers = ramp(24).join(' ');
	const hex = Buffer.from(voxels).toString('hex');
	// Made by Python's bz2.
	const bzip2 = Buffer.from('QlpoOTFBWSZTWZSSNtUAAABAAHgAIAAhmmgzTRM8XckU4UJCUkjbVA==', 'base64');

	it.each<[string, Record<string, string | undefined>, Uint8Array]>([
		['raw', {}, voxels],
		['gzip', { encoding: 'gzip' }, gzipSync(voxels)],
		[
			'two gzip members',
			{ encoding: 'gz' },
			concatenate([gzipSync(voxels.subarray(0, 9)), gzipSync(voxels.subarray(9))]),
		],
		['ascii', { encoding: 'text', endian: undefined }, text(numbers.replaceAll(' 1', ',\n1'))],
		['hex', { encoding: 'HEX' }, text(hex.replace(/(.{7})/g, '$1\n').toUpperCase())],
		['big-endian raw', { endian: 'big' }, int16Bytes(ramp(24), false)],
		[
			'big-endian hex',
			{ endian: 'big', encoding: 'hex' },
			text(Buffer.from(int16Bytes(ramp(24), false)).toString('hex')),
		],
		[
			'a line and bytes to skip',
			{ 'line skip': '2', 'byte skip': '3' },
			concatenate([text('a\nbc\nxyz'), voxels]),
		],
		['the last bytes', { 'byte skip': '-1' }, concatenate([text('any head'), voxels])],
		[
			'the last bytes of gzip',
			{ encoding: 'gzip', byteskip: '-1' },
			gzipSync(concatenate([text('any head of 77 bytes'.repeat(4)), voxels])),
		],
		[
			'bytes to skip in gzip behind a line',
			{ encoding: 'gzip', 'byte skip': '2', lineskip: '1' },
			concatenate([text('one\r\n'), gzipSync(concatenate([text('xy'), voxels]))]),
		],
		['junk behind raw voxels', {}, concatenate([voxels, text('junk')])],
	])('reads %s', async (_, fields, data) => {
		const volume = await read(fields, data);
		expect([...volume.voxels]).toEqual(ramp(24));
		expect(volume.voxels).toBeInstanceOf(Int16Array);
		expect([...(await readVolume(new Blob([gzipSync(nrrd(fields, data))]))).voxels]).toEqual(ramp(24));
	});

	it('reads bzip2', async () => {
		const volume = await read({ type: 'uchar', encoding: 'bzip2', sizes: '2 1 2' }, bzip2);
		expect([...volume.voxels]).toEqual([0, 1, 2, 3]);
	});

	it.each([
		['unsigned char', new Uint8Array([0, 255, 3, 4])],
		['int8_t', new Int8Array([0, -128, 3, 4])],
		['unsigned short int', new Uint16Array([0, 65535, 3, 4])],
		['int', new Int32Array([0, -(2 ** 31), 3, 4])],
		['uint32', new Uint32Array([0, 2 ** 32 - 1, 3, 4])],
		['float', new Float32Array([0, -1.5, Number.NaN, Number.POSITIVE_INFINITY])],
		['double', new Float64Array([0, 1e300, -0.1, Number.NaN])],
	])('reads voxels of %s, as text too', async (type, values) => {
		const bytes = new Uint8Array(values.buffer);
		expect((await read({ type, sizes: '2 1 2' }, bytes)).voxels).toEqual(values);
		const words = [...values].join('\t').replace('Infinity', 'inf');
		expect((await read({ type, sizes: '2 1 2', encoding: 'txt' }, text(words))).voxels).toEqual(values);
	});

	it('reads 64-bit integers where float64 holds them', async () => {
		const values = new BigInt64Array([0n, -5n, 2n ** 53n, 4n]);
		const fields = { type: 'long long int', sizes: '4 1 1' };
		const volume = await read(fields, new Uint8Array(values.buffer));
		expect(volume.voxels).toEqual(new Float64Array([0, -5, 2 ** 53, 4]));
		expect(volume.header.datatype).toBe('int64');
		values[2]++;
		expect(await refusal(fields, new Uint8Array(values.buffer))).toContain('9007199254740993');
	});

	it.each([
		['a cut file', {}, voxels.subarray(1), 'need 223 bytes, but it holds 222'],
		[
			'a cut gzip stream',
			{ encoding: 'gzip' },
			gzipSync(voxels).subarray(0, 20),
			'gzip stream ends too early',
		],
		[
			'gzip that holds less',
			{ encoding: 'gzip' },
			gzipSync(voxels.subarray(2)),
			'need 48 bytes, but it holds 46',
		],
		['another packing', { encoding: 'gzip' }, deflateSync(voxels), 'gzip stream is corrupt'],
		['too few numbers', { encoding: 'ascii' }, text('1 2 3'), 'fewer than the 24 voxels'],
		['too many numbers', { encoding: 'ascii' }, text(`${numbers} 7`), 'more than the 24 voxels'],
		[
			'a number beyond its type',
			{ encoding: 'ascii' },
			text(numbers.replace('23', '40000')),
			'"40000", which is no int16',
		],
		['a fraction', { encoding: 'ascii' }, text(numbers.replace('23', '2.5')), '"2.5", which is no int16'],
		['hex of odd length', { encoding: 'hex' }, text(hex.slice(1)), '95 digits'],
		['hex with other letters', { encoding: 'hex' }, text(hex.replace('0', 'g')), 'no digit'],
		[
			'voxels before the beginning',
			{ 'byte skip': '-1' },
			voxels.subarray(2),
			'need 237 bytes, but it holds 235',
		],
		['a file without the lines to skip', { 'line skip': '9' }, text('a\nb'), 'ends after 2 of the 9 lines'],
	])('refuses %s', async (_, fields, data, message) => {
		expect(await refusal(fields, data)).toContain(message);
	});

	it('refuses a bomb, also one whose voxels are its last bytes', async () => {
		const bomb = gzipSync(new Uint8Array(70 << 20));
		expect(await refusal({ encoding: 'gzip' }, bomb)).toContain('more than 1 MiB beyond');
		expect(await refusal({ encoding: 'gzip', 'byte skip': '-1' }, bomb)).toContain(
			'more than 64 MiB lie before',
		);
	});
});

describe('fields', () => {
	it('keeps pairs, comments aside', async () => {
		const pairs =
			'a key:=first\\nsecond \\\\ line\n# comment\n__proto__:=x\nbyte skip:= -1\ncontent: a phantom\n';
		const { header } = await readVolume(nrrd({}, voxels, pairs));
		expect(header.description).toBe('a phantom');
		expect(Object.entries(header.fields!)).toEqual([
			['a key', 'first\nsecond \\ line'],
			['__proto__', 'x'],
			['byte skip', ' -1'],
		]);
	});

	it.each([
		['dimension', undefined, '"dimension" is missing'],
		['type', undefined, '"type" is missing'],
		['sizes', undefined, '"sizes" is missing'],
		['encoding', undefined, '"encoding" is missing'],
		['endian', undefined, '"endian" is missing'],
		['dimension', '0', '"dimension" is 0'],
		['dimension', '17', '"dimension" is 17'],
		['sizes', '2 3 -4', '"sizes" is "2 3 -4"'],
		['sizes', '2 3 0', 'at least 1'],
		['sizes', '2 3 4.5', 'whole'],
		['sizes', '2 3', 'has 2 entries for a dimension of 3'],
		['type', 'block', 'is block'],
		['type', 'half', 'does not know'],
		['endian', 'middle', 'it is little or big'],
		['byte skip', '-2', 'at least -1'],
		['line skip', '-1', 'at least 0'],
		['line skip', '1e3', 'a whole number'],
	])('refuses %s: %s', async (field, value, message) => {
		expect(await refusal({ [field]: value })).toContain(message);
	});

	it('refuses lines that are no fields, and fields that come twice', async () => {
		const lines = ['nonsense', 'spcae: RAS', 'kind: domain domain domain'];
		for (const line of lines) {
			await expect(readVolume(nrrd({}, voxels, `${line}\n`))).rejects.toThrow(`the header line "${line}`);
		}
		await expect(readVolume(nrrd({}, voxels, 'sizes: 2 3 4\n'))).rejects.toThrow('the field "sizes" twice');
		await expect(readVolume(text('NRRD0009\n\n'))).rejects.toThrow('begins with NRRD0001 to NRRD0006');
	});

	it('refuses a header that does not end', async () => {
		const endless = new Uint8Array(20 << 20).fill(0x61);
		endless.set(text('NRRD0005\n'));
		await expect(readVolume(endless)).rejects.toThrow('a line of its header is longer');
	});

	it('puts a long line that comes in small pieces together once', async () => {
		let read = 0;
		const lines = text(`NRRD0005\ncontent: ${'x'.repeat(1 << 20)}\n`);
		const source = {
			...bytesSource(lines),
			async *chunks() {
				// Put together anew for every piece, these would be copied for minutes.
				for (; read < lines.length; read += 16) yield lines.subarray(read, read + 16);
			},
		};
		const stream = await ByteStream.open(source, { compression: 'none' });
		await stream.readLine(100);
		expect(await stream.readLine(2 << 20)).toHaveLength('content: '.length + (1 << 20));
	});
});

describe('data files', () => {
	const third = (n: number): Uint8Array => voxels.subarray(16 * n, 16 * n + 16);
	const slices = { sizes: '2 4 3' };
	const file = (bytes: Uint8Array, name: string): File => new File([new Uint8Array(bytes)], name);

	it('finds a file of its own, by name or as the only other one', async () => {
		const detached = header({ 'data file': './sub/voxels.raw' });
		const decoy = file(new Uint8Array(48), 'other.raw');
		for (const parts of [
			[detached, voxels],
			[new Blob([new Uint8Array(voxels)]), detached],
			[file(detached, 'a.nhdr'), decoy, file(voxels, 'voxels.raw')],
		]) {
			expect([...(await readVolume(parts)).voxels]).toEqual(ramp(24));
		}
		await expect(readVolume(detached)).rejects.toThrow(
			'the voxels are in "./sub/voxels.raw"; hand over both',
		);
		await expect(readVolume([file(detached, 'a.nhdr'), decoy])).rejects.toThrow('which is not in the list');
	});

	it('joins listed and numbered slices, each packed on its own', async () => {
		const listed = header({ ...slices, 'data file': 'LIST' }, 'one.raw\ntwo.raw\nthree.raw\n');
		const named = ['two.raw', 'three.raw', 'one.raw'].map((name, n) => file(third((n + 1) % 3), name));
		expect([...(await readVolume([...named, file(listed, 'a.nhdr')])).voxels]).toEqual(ramp(24));
		expect([...(await readVolume([listed, third(0), third(1), third(2)])).voxels]).toEqual(ramp(24));
		const numbered = header({ ...slices, encoding: 'gzip', 'data file': 's%03d.gz 9 11 1 2' });
		const packed = [2, 0, 1].map((n) => file(gzipSync(third(n)), `s${String(9 + n).padStart(3, '0')}.gz`));
		expect([...(await readVolume([file(numbered, 'a.nhdr'), ...packed])).voxels]).toEqual(ramp(24));
		const progress: number[] = [];
		await readVolume([listed, third(0), third(1), third(2)], {
			onProgress: ({ readBytes, totalBytes }) => progress.push(readBytes / totalBytes),
		});
		expect(progress).toEqual([1 / 3, 2 / 3, 1]);
	});

	it.each([
		['a name twice', 'LIST', 'a\nb\na\n', 'names a file twice'],
		['two files for three slices', 'LIST', 'a\nb\n', '2 data file(s), which cannot share 2 x 4 x 3 voxels'],
		['no file', 'LIST', '', '0 data file(s)'],
		['another share than is said', 'LIST 1', 'a\nb\nc\n', 'cannot share'],
		['numbers that never end', 'a%d.raw 1 3 0', '', '1 to 100000'],
		['too many numbers', 'a%d.raw 1 999999999 1', '', '1 to 100000'],
	])('refuses %s', async (_, entry, lines, message) => {
		const detached = header({ ...slices, 'data file': entry }, lines);
		await expect(readVolume([detached, third(0), third(1), third(2)])).rejects.toThrow(message);
	});

	it.each([
		'../secret.raw',
		'/etc/passwd',
		'a/../../secret.raw',
		'..\\secret.raw',
		'C:\\a.raw',
		'file:///etc/passwd',
		'.',
	])('refuses %s, wherever it would lead', async (name) => {
		await expect(readVolume([header({ 'data file': name }), voxels])).rejects.toThrow(
			/its data file .*outsideFolder/,
		);
	});
});
