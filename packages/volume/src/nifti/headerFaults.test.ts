import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { VolumeSource } from '../openSource.ts';
import { readVolume } from '../readVolume.ts';
import {
	extensionBytes,
	type FixtureFields,
	int16Bytes,
	niftiFixture,
	ramp,
} from '../testing/niftiFixture.ts';
import { VolumeError } from '../volumeError.ts';

// Every fault of a header in every form that a header comes in.

const HEADER_BYTES = { 1: 348, 2: 540 } as const;
const forms = ([1, 2] as const).flatMap((version) =>
	[true, false].flatMap((littleEndian) =>
		(['plain', 'gzip', 'pair', 'pair, gzip'] as const).map((packing) => ({ version, littleEndian, packing })),
	),
);
type Form = (typeof forms)[number];

/** A file, or the two parts of a pair whose voxels are where those of the file are. */
function sourceOf({ version, littleEndian, packing }: Form, fields: FixtureFields): VolumeSource {
	const form = { ...fields, version, littleEndian };
	if (packing === 'plain') return niftiFixture(form);
	if (packing === 'gzip') return gzipSync(niftiFixture(form));
	const end = fields.voxOffset ?? HEADER_BYTES[version] + 4;
	const header = niftiFixture({ ...form, magic: `ni${version}` }).slice(0, end);
	const parts = [header, niftiFixture(form).fill(0, 0, end)];
	return packing === 'pair' ? parts : parts.map((part) => new Uint8Array(gzipSync(part)));
}

/** An extension whose size says something else than its 32 bytes. */
function sized(esize: number): (form: Form) => FixtureFields {
	return ({ version, littleEndian }) => {
		const extension = extensionBytes(32, 6, littleEndian);
		new DataView(extension.buffer).setInt32(0, esize, littleEndian);
		return { extension, voxOffset: HEADER_BYTES[version] + 4 + 32 };
	};
}

const flat = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
const faults: readonly [string, FixtureFields | ((form: Form) => FixtureFields), RegExp][] = [
	['no axes', { dims: [0, 2, 3, 4, 1, 1, 1, 1] }, /dim\[0\]/],
	['eight axes', { dims: [8, 2, 3, 4, 1, 1, 1, 1] }, /dim\[0\]/],
	['a size of 0', { dims: [3, 2, 0, 4, 1, 1, 1, 1] }, /dim\[2\]/],
	['a negative size', { dims: [3, 2, -3, 4, 1, 1, 1, 1] }, /dim\[2\]/],
	['sizes that no file holds', { dims: [3, 32767, 32767, 32767, 1, 1, 1, 1] }, /truncated|too large/],
	[
		'voxels that end early',
		({ littleEndian }) => ({ voxels: int16Bytes(ramp(23), littleEndian) }),
		/truncated/,
	],
	['no datatype', { datatype: 0 }, /datatype 0/],
	['bits', { datatype: 1, bitpix: 1 }, /datatype 1/],
	['a datatype that is none', { datatype: 7 }, /datatype 7/],
	['complex numbers', { datatype: 32, bitpix: 64 }, /complex/],
	['colours', { datatype: 128, bitpix: 24 }, /RGB/],
	['colours with transparency', { datatype: 2304, bitpix: 32 }, /RGBA/],
	['float128', { datatype: 1536, bitpix: 128 }, /float128/],
	['a singular sform', { sformCode: 1, sform: flat }, /sform.*singular|singular.*sform/],
	['an infinite sform', { sformCode: 1, sform: [...flat.slice(0, 10), Infinity, 0] }, /sform/],
	['an sform of NaN', { sformCode: 2, sform: [Number.NaN, ...flat.slice(1, 10), 1, 0] }, /sform/],
	['a quaternion longer than 1', { qformCode: 1, quaternion: [0.8, 0.8, 0.8] }, /quatern/],
	['a voxel size of 0', { pixDims: [1, 2, 0, 4, 1, 1, 1, 1] }, /pixdim/],
	['an infinite voxel size', { pixDims: [1, 2, 3, Infinity, 1, 1, 1, 1] }, /pixdim/],
	['a slope without an intercept', { slope: 2, intercept: Number.NaN }, /scl_inter/],
	['an extension of no size', sized(0), /extension 1 has esize 0/],
	['an extension of a negative size', sized(-16), /extension 1 has esize -16/],
	['an extension of an odd size', sized(17), /extension 1 has esize 17/],
	['an extension beyond the voxels', sized(2 ** 30), /extension 1 has esize 1073741824/],
];

describe.each(forms)('NIfTI-$version, littleEndian $littleEndian, $packing', (form) => {
	it('is read where nothing is wrong', async () => {
		expect([...(await readVolume(sourceOf(form, {}))).voxels]).toEqual(ramp(24));
	});

	it.each(faults)('is refused with %s', async (_, fault, message) => {
		const fields = typeof fault === 'function' ? fault(form) : fault;
		const error = await readVolume(sourceOf(form, fields)).catch((cause: unknown) => cause);
		expect(error).toBeInstanceOf(VolumeError);
		expect((error as VolumeError).message).toMatch(message);
	});
});
