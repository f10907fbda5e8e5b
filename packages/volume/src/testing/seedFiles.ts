import { deflateSync, gzipSync as gzip } from 'node:zlib';
import { concatenate } from '../source/concatenate.ts';
import { extensionBytes, type FixtureFields, int16Bytes, niftiFixture, ramp } from './niftiFixture.ts';

// Small valid files of every format, from which mutants are made.

/** A file as a header, which mutants change with care, and its voxels. */
export interface SeedFile {
	readonly name: string;
	readonly header: Uint8Array;
	readonly voxels: Uint8Array;
	/** Packs the voxels (of NIfTI the whole file); missing where nothing is packed. */
	readonly pack?: (bytes: Uint8Array) => Uint8Array;
}

/** Formats with seeds. */
export type SeedFormat = 'nifti' | 'nrrd' | 'metaimage';

/** With little memory: setting up a larger window takes longer than packing a seed. */
const gzipSync = (bytes: Uint8Array): Uint8Array => gzip(bytes, { windowBits: 9, memLevel: 1 });
const int16 = int16Bytes(ramp(24), true);
const bigInt16 = int16Bytes(ramp(24), false);
const float64 = new Uint8Array(Float64Array.from(ramp(24)).buffer);
const text = (content: string): Uint8Array => new TextEncoder().encode(content);

function nifti(name: string, fields: FixtureFields, packed = false): SeedFile {
	const bytes = niftiFixture(fields);
	const start = fields.voxOffset ?? (fields.version === 2 ? 544 : 352);
	const seed = { name, header: bytes.subarray(0, start), voxels: bytes.subarray(start) };
	return packed ? { ...seed, pack: gzipSync } : seed;
}

const oblique = [1.8, -0.4, 0.3, -10, 0.5, 2.7, -0.6, -20, -0.2, 0.7, 3.9, 30];

const NIFTI: readonly SeedFile[] = [
	nifti('plain.nii', {}),
	nifti('sform.nii', { sformCode: 1, sform: oblique, description: 'seed' }),
	nifti('qform.nii', {
		qformCode: 1,
		quaternion: [0.1, 0.2, 0.3],
		qoffset: [1, 2, 3],
		pixDims: [-1, 2, 3, 4],
	}),
	nifti('scaled.nii', { slope: 0.5, intercept: -3, sformCode: 2, sform: oblique }),
	nifti('big.nii', { littleEndian: false, sformCode: 1, sform: oblique }),
	nifti('4d.nii', { dims: [4, 2, 3, 2, 2, 1, 1, 1], units: 10 }),
	nifti('double.nii', { datatype: 64, bitpix: 64, voxels: float64 }),
	nifti('extended.nii', { extension: extensionBytes(32, 6, true), voxOffset: 384 }),
	nifti('second.nii', { version: 2, sformCode: 1, sform: oblique }),
	nifti('second-big.nii', { version: 2, littleEndian: false, qformCode: 1, quaternion: [0.5, 0.5, 0.5] }),
	nifti('plain.nii.gz', { sformCode: 1, sform: oblique }, true),
];

function nrrd(
	name: string,
	fields: string,
	voxels: Uint8Array,
	pack?: (bytes: Uint8Array) => Uint8Array,
): SeedFile {
	const header = text(`NRRD0005\n# a seed\n${fields}\nkey:=value\n\n`);
	return pack === undefined ? { name, header, voxels } : { name, header, voxels, pack };
}

const LPS = `space: left-posterior-superior
space directions: (1.5,0.2,0) (-0.1,2,0) (0,0,3)
space origin: (10,-20,30.5)`;

const NRRD: readonly SeedFile[] = [
	nrrd(
		'raw',
		`type: short\ndimension: 3\n${LPS}\nsizes: 2 3 4\nkinds: domain domain domain\nendian: little\nencoding: raw`,
		int16,
	),
	nrrd(
		'big',
		`type: int16\ndimension: 3\nspace: RAS\nsizes: 2 3 4\nspace directions: (0,2,0) (0,0,3) (4,0,0)\nendian: big\nencoding: raw`,
		bigInt16,
	),
	nrrd('ascii', `type: short\ndimension: 3\n${LPS}\nsizes: 2 3 4\nencoding: ascii`, text(ramp(24).join(' '))),
	nrrd(
		'hex',
		`type: short\ndimension: 3\n${LPS}\nsizes: 2 3 4\nendian: little\nencoding: hex`,
		text(Buffer.from(int16).toString('hex')),
	),
	nrrd(
		'spacings',
		`type: double\ndimension: 3\nsizes: 2 3 4\nspacings: 1 2.5 3\naxis mins: 0 1 2\ncenters: cell node cell\nendian: little\nencoding: raw`,
		float64,
	),
	nrrd(
		'vector',
		`type: short\ndimension: 4\nspace: LPS\nsizes: 2 2 3 2\nspace directions: none (1,0,0) (0,1,0) (0,0,1)\nkinds: vector domain domain domain\nendian: little\nencoding: raw\nbyte skip: -1`,
		int16,
	),
	nrrd(
		'skip',
		`type: short\ndimension: 3\n${LPS}\nsizes: 2 3 4\nendian: little\nencoding: raw\nline skip: 1\nbyte skip: 2`,
		concatenate([text('line\nxx'), int16]),
	),
	nrrd(
		'gzip',
		`type: short\ndimension: 3\n${LPS}\nsizes: 2 3 4\nendian: little\nencoding: gzip`,
		int16,
		gzipSync,
	),
];

function meta(
	name: string,
	fields: string,
	voxels: Uint8Array,
	pack?: (bytes: Uint8Array) => Uint8Array,
): SeedFile {
	const header = text(`ObjectType = Image\n${fields}\nElementDataFile = LOCAL\n`);
	return pack === undefined ? { name, header, voxels } : { name, header, voxels, pack };
}

const PLACE = `TransformMatrix = 0.6 0.8 0 -0.8 0.6 0 0 0 1
Offset = 10 -20 30.5
CenterOfRotation = 0 0 0
ElementSpacing = 1.5 2 3`;

const METAIMAGE: readonly SeedFile[] = [
	meta(
		'raw',
		`NDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = False\n${PLACE}\nDimSize = 2 3 4\nElementType = MET_SHORT`,
		int16,
	),
	meta(
		'msb',
		`NDims = 3\nElementByteOrderMSB = True\n${PLACE}\nDimSize = 2 3 4\nElementType = MET_SHORT\nHeaderSize = -1`,
		bigInt16,
	),
	meta(
		'text',
		`NDims = 3\nBinaryData = False\n${PLACE}\nDimSize = 2 3 4\nElementType = MET_SHORT`,
		text(ramp(24).join(' ')),
	),
	meta(
		'plane',
		`NDims = 2\nBinaryData = True\nBinaryDataByteOrderMSB = False\nTransformMatrix = 1 0 0 1\nOffset = 1 2\nElementSpacing = 1 2\nDimSize = 4 6\nElementType = MET_SHORT`,
		int16,
	),
	meta(
		'vector',
		`NDims = 3\nBinaryDataByteOrderMSB = False\nElementNumberOfChannels = 2\n${PLACE}\nDimSize = 2 3 2\nElementType = MET_SHORT\nModality = MET_MOD_CT`,
		int16,
	),
	meta(
		'double',
		`NDims = 4\nBinaryDataByteOrderMSB = False\nDimSize = 2 3 2 2\nElementType = MET_DOUBLE\nElementSize = 1 1 1 5`,
		float64,
	),
	meta(
		'zlib',
		`NDims = 3\nBinaryDataByteOrderMSB = False\nCompressedData = True\n${PLACE}\nDimSize = 2 3 4\nElementType = MET_SHORT`,
		int16,
		deflateSync,
	),
];

/** The seeds of each format. */
export const seedFiles: Readonly<Record<SeedFormat, readonly SeedFile[]>> = {
	nifti: NIFTI,
	nrrd: NRRD,
	metaimage: METAIMAGE,
};

/** The bytes of a seed. */
export function seedBytes(format: SeedFormat, { header, voxels, pack }: SeedFile): Uint8Array {
	if (pack === undefined) return concatenate([header, voxels]);
	return format === 'nifti' ? pack(concatenate([header, voxels])) : concatenate([header, pack(voxels)]);
}
