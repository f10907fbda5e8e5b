import type { StoredType } from '../storedVoxels.ts';

/** Names that NRRD has for each type. */
const TYPE_NAMES: Readonly<Record<StoredType, readonly string[]>> = {
	int8: ['signed char', 'int8', 'int8_t'],
	uint8: ['uchar', 'unsigned char', 'uint8', 'uint8_t'],
	int16: ['short', 'short int', 'signed short', 'signed short int', 'int16', 'int16_t'],
	uint16: ['ushort', 'unsigned short', 'unsigned short int', 'uint16', 'uint16_t'],
	int32: ['int', 'signed int', 'int32', 'int32_t'],
	uint32: ['uint', 'unsigned int', 'uint32', 'uint32_t'],
	int64: [
		'longlong',
		'long long',
		'long long int',
		'signed long long',
		'signed long long int',
		'int64',
		'int64_t',
	],
	uint64: ['ulonglong', 'unsigned long long', 'unsigned long long int', 'uint64', 'uint64_t'],
	float32: ['float'],
	float64: ['double'],
};

/** Type by any of its names. */
export const NRRD_TYPES: ReadonlyMap<string, StoredType> = new Map(
	Object.entries(TYPE_NAMES).flatMap(([type, names]) => names.map((name) => [name, type as StoredType])),
);

/** How voxels are written in a file. */
export type NrrdEncoding = 'raw' | 'ascii' | 'hex' | 'gzip' | 'bzip2';

/** Encoding by any of its names. */
export const NRRD_ENCODINGS: ReadonlyMap<string, NrrdEncoding> = new Map([
	['raw', 'raw'],
	['txt', 'ascii'],
	['text', 'ascii'],
	['ascii', 'ascii'],
	['hex', 'hex'],
	['gz', 'gzip'],
	['gzip', 'gzip'],
	['bz2', 'bzip2'],
	['bzip2', 'bzip2'],
]);

/** Kinds of an axis that is one of space; all others are of time or of the values of a voxel. */
export const SPATIAL_KINDS: ReadonlySet<string> = new Set(['domain', 'space', '???', 'none']);

/** All other kinds that there are. */
export const OTHER_KINDS: ReadonlySet<string> = new Set([
	'time',
	'list',
	'point',
	'vector',
	'covariant-vector',
	'normal',
	'stub',
	'scalar',
	'complex',
	'2-vector',
	'3-color',
	'rgb-color',
	'hsv-color',
	'xyz-color',
	'4-color',
	'rgba-color',
	'3-vector',
	'3-gradient',
	'3-normal',
	'4-vector',
	'quaternion',
	'2d-symmetric-matrix',
	'2d-masked-symmetric-matrix',
	'2d-matrix',
	'2d-masked-matrix',
	'3d-symmetric-matrix',
	'3d-masked-symmetric-matrix',
	'3d-matrix',
	'3d-masked-matrix',
]);

/** A named space: how many axes it has, and the signs that bring its first three to RAS+. */
export interface NrrdSpace {
	readonly dimension: 3 | 4;
	readonly signs: readonly [1 | -1, 1 | -1, 1 | -1];
	/** Whether its axes are those of a patient. */
	readonly anatomical: boolean;
}

const RAS = [1, 1, 1] as const;
const LAS = [-1, 1, 1] as const;
const LPS = [-1, -1, 1] as const;

/** Spaces that say nothing of a patient's left and right count as LPS+, as ITK and 3D Slicer read them. */
export const UNNAMED_SPACE: NrrdSpace = { dimension: 3, signs: LPS, anatomical: false };

/** Space by any of its names. */
export const NRRD_SPACES: ReadonlyMap<string, NrrdSpace> = new Map<string, NrrdSpace>(
	(
		[
			['right-anterior-superior', 'ras', RAS, true],
			['left-anterior-superior', 'las', LAS, true],
			['left-posterior-superior', 'lps', LPS, true],
			['scanner-xyz', 'scanner-xyz', LPS, false],
			['3d-right-handed', '3d-right-handed', LPS, false],
			['3d-left-handed', '3d-left-handed', LPS, false],
		] as const
	).flatMap(([long, short, signs, anatomical]) => [
		[long, { dimension: 3, signs, anatomical }],
		[short, { dimension: 3, signs, anatomical }],
		[`${long}-time`, { dimension: 4, signs, anatomical }],
		[short === long ? `${short}-time` : `${short}t`, { dimension: 4, signs, anatomical }],
	]),
);
