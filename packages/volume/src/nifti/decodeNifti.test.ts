import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readVolume } from '../readVolume.ts';
import {
	extensionBytes,
	type FixtureFields,
	int16Bytes,
	niftiFixture,
	ramp,
} from '../testing/niftiFixture.ts';
import { VolumeError } from '../volumeError.ts';

const read = (fields: FixtureFields) => readVolume(niftiFixture(fields));
const refusal = async (fields: FixtureFields): Promise<string> => {
	const error = await read(fields).catch((cause: unknown) => cause);
	expect(error).toBeInstanceOf(VolumeError);
	return (error as VolumeError).message;
};

describe('header extensions (IO-02)', () => {
	it.each([true, false])(
		'finds the voxels behind a NIfTI-2 extension, littleEndian %s',
		async (littleEndian) => {
			const volume = await read({
				version: 2,
				littleEndian,
				voxOffset: 752,
				extension: extensionBytes(208, 6, littleEndian),
			});
			expect([...volume.voxels]).toEqual(ramp(24));
			expect(volume.header.format).toBe('nifti-2');
			expect(volume.header.extensions).toHaveLength(1);
			expect(volume.header.extensions[0]?.code).toBe(6);
			expect(volume.header.extensions[0]?.content).toHaveLength(200);
		},
	);

	it('takes no voxel for an extension where the flag is set and there is no room for one', async () => {
		const values = [0x7ff0, 0x7fff, ...ramp(22)];
		const volume = await read({
			extensionFlag: [1, 0, 0, 0],
			voxOffset: 352,
			voxels: int16Bytes(values, true),
		});
		expect([...volume.voxels]).toEqual(values);
		expect(volume.header.extensions).toEqual([]);
	});

	it('walks through several extensions and stops at padding', async () => {
		const extension = new Uint8Array([...extensionBytes(32, 4, true), ...extensionBytes(16, 44, true)]);
		const { header } = await read({ extension, voxOffset: 352 + 48 + 32 });
		expect(header.extensions.map(({ code, content }) => [code, content.length])).toEqual([
			[4, 24],
			[44, 8],
		]);
	});

	it.each([
		['negative', -16],
		['not a multiple of 16', 20],
		['past the voxels', 4096],
	])('refuses an esize that is %s', async (_, esize) => {
		const extension = extensionBytes(32, 6, true);
		new DataView(extension.buffer).setInt32(0, esize, true);
		expect(await refusal({ extension, voxOffset: 384 })).toContain(`esize ${esize}`);
	});
});

describe('scaling (IO-03)', () => {
	it.each([
		[0, 5],
		[Number.NaN, Number.NaN],
		[Number.POSITIVE_INFINITY, 1],
	])('takes slope %s and intercept %s for none', async (slope, intercept) => {
		const { voxels, header } = await read({ slope, intercept });
		expect(voxels).toEqual(new Int16Array(ramp(24)));
		expect(header.scaling).toBeUndefined();
	});

	it('applies slope and intercept as float32', async () => {
		const { voxels, header } = await read({ slope: 2, intercept: -1 });
		expect(voxels).toEqual(new Float32Array(ramp(24).map((x) => 2 * x - 1)));
		expect(header).toMatchObject({ datatype: 'int16', scaling: { slope: 2, intercept: -1 } });
	});

	it('keeps float64 where float32 could not hold the stored values', async () => {
		const voxels = new Uint8Array(new Int32Array([16777217, -3]).buffer);
		const volume = await read({ dims: [3, 2, 1, 1], datatype: 8, slope: 1, intercept: 2, voxels });
		expect(volume.voxels).toEqual(new Float64Array([16777219, -1]));
	});

	it.each([
		[1e38, 0],
		[1e-45, 0],
		[2, 1e38],
	])(
		'keeps float64 where float32 would overflow or round: slope %d, intercept %d',
		async (slope, intercept) => {
			const { voxels } = await read({ slope, intercept });
			const [a, b] = [slope, intercept].map(Math.fround) as [number, number];
			expect([...voxels]).toEqual(ramp(24).map((value) => a * value + b));
		},
	);

	it('refuses an intercept of NaN beside a slope', async () => {
		expect(await refusal({ slope: 1, intercept: Number.NaN })).toContain('scl_inter is NaN');
	});
});

describe('affine', () => {
	const sform = [0, 0, -4, 10, 2, 0, 0, 20, 0, 3, 0, 30];
	const half = Math.SQRT1_2;

	it('prefers the sform, then the qform, then pixdim', async () => {
		const both = await read({ sformCode: 1, qformCode: 3, sform, quaternion: [half, 0, 0] });
		expect(both.affine.slice(0, 3).flat()).toEqual(sform);
		expect(both.spacingMm).toEqual([2, 3, 4]);
		expect(both.header).toMatchObject({ affineSource: 'sform', spaceCode: 1 });
		const qform = await read({ qformCode: 3, sform, quaternion: [half, 0, 0], qoffset: [1, 2, 3] });
		expect(qform.header).toMatchObject({ affineSource: 'qform', spaceCode: 3 });
		// A quarter turn about x: j to +z, k to -y.
		const expected = [2, 0, 0, 1, 0, 0, -4, 2, 0, 3, 0, 3];
		for (const [n, value] of qform.affine.slice(0, 3).flat().entries())
			expect(value).toBeCloseTo(expected[n]!, 5);
		const neither = await read({ sform, quaternion: [half, 0, 0] });
		expect(neither.affine).toEqual([
			[2, 0, 0, 0],
			[0, 3, 0, 0],
			[0, 0, 4, 0],
			[0, 0, 0, 1],
		]);
		expect(neither.header).toMatchObject({ affineSource: 'pixdim', spaceCode: 0 });
	});

	it('brings metres and micrometres to millimetres, the origin too', async () => {
		const metres = await read({ units: 1, sformCode: 1, sform: sform.map((value) => value / 1024) });
		expect(metres.affine[0][3]).toBe(10000 / 1024);
		const microns = await read({
			version: 2,
			units: 3 | 8,
			qformCode: 1,
			qoffset: [5000, 0, 0],
			pixDims: [1, 500, 1000, 2000],
		});
		expect(microns.spacingMm).toEqual([0.5, 1, 2]);
		expect(microns.affine[0][3]).toBe(5);
	});

	it('takes the magnitude of a negative pixdim and normalises a half turn that rounding made too long', async () => {
		const volume = await read({
			qformCode: 1,
			pixDims: [-1, -2, 3, 4],
			quaternion: [0, 0.70710683, 0.70710683],
		});
		const expected = [-2, 0, 0, 0, 0, 0, -4, 0, 0, 3, 0, 0];
		for (const [n, value] of volume.affine.slice(0, 3).flat().entries())
			expect(value).toBeCloseTo(expected[n]!, 5);
	});

	it.each([
		['qoffset', { qformCode: 1, qoffset: [0, Number.NaN, 0] }],
		['pixdim', { pixDims: [1, 2, Number.NaN, 4] }],
		['quatern', { qformCode: 1, quaternion: [Number.NaN, 0, 0] }],
		['sform_code', { sformCode: 6, sform }],
		['qform_code', { qformCode: 1000 }],
		['pixdim[0]', { qformCode: 1, pixDims: [-2, 2, 3, 4] }],
	])('refuses a %s that is not finite, or that readers disagree on', async (field, fields) => {
		expect(await refusal(fields)).toContain(field);
	});
});

describe('layout', () => {
	it.each([0, 1])(
		'needs no voxel size along an axis that the file does not have, qform_code %i',
		async (qformCode) => {
			const plane = { dims: [2, 4, 6, 1, 1, 1, 1, 1], pixDims: [1, 2, 3, 0], qformCode };
			expect(await read(plane)).toMatchObject({ shape: [4, 6, 1], spacingMm: [2, 3, 1] });
			expect(await refusal({ ...plane, dims: [3, 4, 6, 1, 1, 1, 1, 1] })).toContain('2 x 3 x 0');
		},
	);

	it('ignores sizes of axes beyond dim[0] and takes later axes for channels', async () => {
		const flat = await read({ dims: [2, 6, 4, -7, 0, 9, 9, 9] });
		expect([flat.shape, flat.channels]).toEqual([[6, 4, 1], 1]);
		const vector = await read({ dims: [5, 2, 1, 2, 2, 3, 1, 1] });
		expect([vector.shape, vector.channels]).toEqual([[2, 1, 2], 6]);
	});

	it('takes vox_offset 0 for the place after the header', async () => {
		const bytes = niftiFixture();
		new DataView(bytes.buffer).setFloat32(108, 0, true);
		expect([...(await readVolume(bytes)).voxels]).toEqual(ramp(24));
	});

	it.each([100.5, 352.5, -16, Number.NaN, 1e12])('refuses vox_offset %s', async (offset) => {
		const bytes = niftiFixture();
		new DataView(bytes.buffer).setFloat32(108, offset, true);
		await expect(readVolume(bytes)).rejects.toThrow(/vox_offset|truncated/);
	});

	it('refuses NIfTI-2 whose line ends a transfer as text has changed, and takes zeros in their place', async () => {
		const bytes = niftiFixture({ version: 2 });
		for (const ends of [
			[13, 10, 26, 10],
			[0, 0, 0, 0],
		]) {
			bytes.set(ends, 8);
			expect([...(await readVolume(bytes)).voxels]).toEqual(ramp(24));
		}
		bytes.set([10, 26, 10, 0], 8);
		await expect(readVolume(bytes)).rejects.toThrow('the bytes 10 26 10 0 behind its NIfTI-2 magic');
	});

	it('refuses negative sizes that NIfTI-2 stores in 64 bits, in both byte orders', async () => {
		for (const littleEndian of [true, false]) {
			expect(await refusal({ version: 2, littleEndian, dims: [3, 2, -3, 4] })).toContain('dim[2] is -3');
		}
	});

	it('refuses the colour and complex types by name', async () => {
		expect(await refusal({ datatype: 2304 })).toContain('RGBA32');
		expect(await refusal({ datatype: 1792 })).toContain('complex128');
	});

	it('reads the description up to its first zero', async () => {
		expect((await read({ description: 'größe\0rest' })).header.description).toBe('größe');
	});
});

describe('64-bit integers', () => {
	const int64 = (values: readonly bigint[], littleEndian: boolean): Uint8Array => {
		const view = new DataView(new ArrayBuffer(8 * values.length));
		for (const [n, value] of values.entries()) view.setBigInt64(8 * n, value, littleEndian);
		return new Uint8Array(view.buffer);
	};
	const limit = 2n ** 53n;

	it.each([true, false])('keeps what float64 holds, littleEndian %s', async (littleEndian) => {
		const values = [limit, -limit, -1n, 4294967296n, 0n];
		const dims = [3, values.length, 1, 1];
		const { voxels } = await read({
			littleEndian,
			dims,
			datatype: 1024,
			voxels: int64(values, littleEndian),
		});
		expect(voxels).toEqual(new Float64Array(values.map(Number)));
		const positive = [limit, 1n, 4294967295n];
		const unsigned = await read({ dims: [3, 3, 1, 1], datatype: 1280, voxels: int64(positive, true) });
		expect(unsigned.voxels).toEqual(new Float64Array(positive.map(Number)));
		expect(unsigned.header.datatype).toBe('uint64');
	});

	it.each([
		[1024, limit + 1n],
		[1024, -limit - 1n],
		[1024, 2n ** 63n - 1n],
		[1280, limit + 1n],
		[1280, -1n],
	])('refuses what it would round: datatype %s, %s', async (datatype, value) => {
		expect(await refusal({ dims: [3, 2, 1, 1], datatype, voxels: int64([0n, value], true) })).toContain(
			BigInt[datatype === 1024 ? 'asIntN' : 'asUintN'](64, value).toString(),
		);
	});
});

describe('sources', () => {
	const bytes = niftiFixture();
	const pair = { magic: 'ni1', voxOffset: 0, voxels: new Uint8Array(0) };
	const image = new Uint8Array([...int16Bytes(ramp(24), true)]);

	it('reads bytes and Blobs, compressed or not, and leaves the bytes alone', async () => {
		const swapped = niftiFixture({ littleEndian: false });
		const copy = swapped.slice();
		for (const source of [bytes, gzipSync(bytes), new Blob([bytes]), new Blob([gzipSync(bytes)]), swapped]) {
			expect([...(await readVolume(source)).voxels]).toEqual(ramp(24));
		}
		expect(swapped).toEqual(copy);
	});

	it('reads the two parts of a pair in either order, each compressed or not', async () => {
		const header = niftiFixture(pair).subarray(0, 348);
		for (const parts of [
			[header, image],
			[image, header],
			[gzipSync(header), image],
			[new Blob([header]), gzipSync(image)],
		]) {
			expect([...(await readVolume(parts)).voxels]).toEqual(ramp(24));
		}
	});

	it('says that the image of a pair is missing, and refuses several headers', async () => {
		await expect(readVolume(niftiFixture(pair))).rejects.toThrow(/NIfTI bytes: .*\.img/);
		await expect(readVolume([bytes, bytes, bytes])).rejects.toThrow(
			'these 3 files hold more than one header',
		);
		await expect(readVolume([])).rejects.toThrow('the list of files to read a volume from is empty');
	});

	it('names a File and what the caller names', async () => {
		await expect(readVolume(new File([bytes.subarray(0, 100)], 'scan.nii'))).rejects.toThrow(/^scan\.nii: /);
		await expect(readVolume(bytes.subarray(0, 360), { name: 'slot 3' })).rejects.toThrow(
			/^slot 3: .*truncated/,
		);
	});

	it('refuses other addresses, folders and missing files', async () => {
		await expect(readVolume(new URL('ftp://example.org/a.nii'))).rejects.toThrow(
			/only http\(s\), blob, data and/,
		);
		await expect(readVolume(import.meta.dirname)).rejects.toThrow(/is a folder/);
		await expect(readVolume('/nowhere/a.nii')).rejects.toThrow(
			'/nowhere/a.nii cannot be read: there is no such file',
		);
		await expect(readVolume(42 as never)).rejects.toBeInstanceOf(VolumeError);
	});

	it('reports progress and stops on a signal with its reason', async () => {
		const seen: number[] = [];
		await readVolume(bytes, { onProgress: ({ readBytes, totalBytes }) => seen.push(readBytes / totalBytes) });
		expect(seen.at(-1)).toBe(1);
		const reason = new Error('enough');
		await expect(readVolume(bytes, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
		const controller = new AbortController();
		const large = new Blob([niftiFixture({ dims: [3, 4096, 4096, 1], voxels: new Uint8Array(2 << 24) })]);
		const reading = readVolume(large, {
			signal: controller.signal,
			onProgress: () => controller.abort(reason),
		});
		await expect(reading).rejects.toBe(reason);
	});
});

describe('gzip', () => {
	it('allows padding after the voxels and refuses a bomb', async () => {
		const padded = new Uint8Array([...niftiFixture(), ...new Uint8Array(1000)]);
		expect([...(await readVolume(gzipSync(padded))).voxels]).toEqual(ramp(24));
		const bomb = new Uint8Array(8 << 20);
		bomb.set(niftiFixture());
		await expect(readVolume(gzipSync(bomb))).rejects.toThrow(/more than 1 MiB beyond the 400 bytes/);
	});

	it('refuses a header that claims more than deflate could make of the bytes there are', async () => {
		const claims = niftiFixture({ dims: [3, 32767, 32767, 32767] });
		await expect(readVolume(gzipSync(claims))).rejects.toThrow(/truncated.*at most/);
	});

	it('refuses a gap that holds no header extension anybody writes', async () => {
		const far = niftiFixture({ voxOffset: (64 << 20) + 1024 });
		await expect(readVolume(far)).rejects.toThrow(/more than 64 MiB lie between/);
	});
});
