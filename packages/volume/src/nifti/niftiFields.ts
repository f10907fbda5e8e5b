import { NIFTI1 } from 'nifti-reader-js';
import type { Point3 } from '../affine.ts';
import { VolumeError } from '../volumeError.ts';
import { type HeaderField, readHeaderNumbers, readHeaderText } from './headerFields.ts';
import { type NiftiDetails, readNiftiDetails } from './niftiDetails.ts';

/** Bytes of a NIfTI-1 and of a NIfTI-2 header. */
export const HEADER_BYTES = { 1: 348, 2: 540 } as const;

/** The fields of a header as they stand in the file, not yet judged. */
export interface NiftiFields {
	readonly version: 1 | 2;
	readonly littleEndian: boolean;
	/** Voxels are in a file of their own (.img). */
	readonly isPair: boolean;
	readonly dims: readonly number[];
	readonly pixDims: readonly number[];
	readonly datatypeCode: number;
	readonly voxOffset: number;
	readonly slope: number;
	readonly intercept: number;
	readonly spatialUnits: number;
	readonly qformCode: number;
	readonly sformCode: number;
	readonly quaternion: Point3;
	readonly qoffset: Point3;
	/** Rows srow_x, srow_y, srow_z. */
	readonly sform: readonly number[][];
	readonly description: string;
	readonly details: NiftiDetails;
}

/** Which NIfTI header begins with these bytes and in which byte order; undefined where none does. */
export function niftiVersion(bytes: Uint8Array): { version: 1 | 2; littleEndian: boolean } | undefined {
	if (bytes.length < 4) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, 4);
	for (const littleEndian of [true, false]) {
		const size = view.getInt32(0, littleEndian);
		if (size === HEADER_BYTES[1]) return { version: 1, littleEndian };
		if (size === HEADER_BYTES[2]) return { version: 2, littleEndian };
	}
	return undefined;
}

/** What nifti-reader-js reads of NIfTI-1; of NIfTI-2 it mistakes halves and signs of 64-bit fields. */
type LibraryFields = Pick<
	NiftiFields,
	| 'pixDims'
	| 'datatypeCode'
	| 'slope'
	| 'intercept'
	| 'spatialUnits'
	| 'qformCode'
	| 'sformCode'
	| 'quaternion'
	| 'qoffset'
>;

/** @param buffer the header alone, so that the library cannot follow an extension or an offset out of it */
function fieldsOfNifti1(buffer: ArrayBuffer): LibraryFields {
	const header = new NIFTI1();
	header.readHeader(buffer);
	return {
		pixDims: header.pixDims,
		datatypeCode: header.datatypeCode,
		slope: header.scl_slope,
		intercept: header.scl_inter,
		spatialUnits: header.xyzt_units & 7,
		qformCode: header.qform_code,
		sformCode: header.sform_code,
		quaternion: [header.quatern_b, header.quatern_c, header.quatern_d],
		qoffset: [header.qoffset_x, header.qoffset_y, header.qoffset_z],
	};
}

function fieldsOfNifti2(numbers: (field: HeaderField) => number[]): LibraryFields {
	const number = (field: HeaderField): number => numbers(field)[0]!;
	return {
		pixDims: numbers('pixdim'),
		datatypeCode: number('datatype'),
		slope: number('sclSlope'),
		intercept: number('sclInter'),
		spatialUnits: number('xyztUnits') & 7,
		qformCode: number('qformCode'),
		sformCode: number('sformCode'),
		quaternion: numbers('quaternion') as unknown as Point3,
		qoffset: numbers('qoffset') as unknown as Point3,
	};
}

/**
 * Takes the fields out of a header.
 * @param bytes from the beginning of the file
 * @throws VolumeError where the header is cut off, is no NIfTI or is ANALYZE 7.5
 */
export function readNiftiFields(bytes: Uint8Array, name: string): NiftiFields {
	const kind = niftiVersion(bytes);
	if (bytes.length === 0) throw new VolumeError(`${name}: the file is empty (0 bytes)`);
	if (kind === undefined) {
		throw new VolumeError(
			bytes.length < HEADER_BYTES[1]
				? `${name}: ${bytes.length} bytes are too short for a NIfTI header, and they do not begin like one`
				: `${name}: this is not a NIfTI file: its first four bytes are neither 348 nor 540`,
		);
	}
	const { version, littleEndian } = kind;
	const size = HEADER_BYTES[version];
	if (bytes.length < size) {
		throw new VolumeError(`${name}: the header is truncated: ${bytes.length} of its ${size} bytes are there`);
	}
	const isPair = checkMagic(bytes, version, name);
	const buffer = bytes.slice(0, size).buffer;
	const view = new DataView(buffer);
	const numbers = (field: HeaderField): number[] => readHeaderNumbers(view, field, version, littleEndian);
	const sform = numbers('sform');
	return {
		version,
		littleEndian,
		isPair,
		...(version === 1 ? fieldsOfNifti1(buffer) : fieldsOfNifti2(numbers)),
		dims: numbers('dim'),
		voxOffset: numbers('voxOffset')[0]!,
		// The library gives no sform where a qform is preferred.
		sform: [0, 4, 8].map((at) => sform.slice(at, at + 4)),
		description: readHeaderText(view, 'description', version),
		details: readNiftiDetails(view, version, littleEndian),
	};
}

/** Whether the magic says that the voxels are in a file of their own. */
function checkMagic(bytes: Uint8Array, version: 1 | 2, name: string): boolean {
	const at = version === 1 ? 344 : 4;
	const magic = String.fromCharCode(...bytes.subarray(at, at + 3));
	if (magic === `n+${version}` || magic === `ni${version}`) {
		if (version === 2) checkLineEnds(bytes.subarray(8, 12), name);
		return magic.startsWith('ni');
	}
	if (version === 1) {
		throw new VolumeError(
			`${name}: the header has no NIfTI magic: it is ANALYZE 7.5, which does not say left from right; convert it to NIfTI with a tool that knows its orientation`,
		);
	}
	throw new VolumeError(`${name}: the header has the length of NIfTI-2 but not its magic, so it is damaged`);
}

/** Behind its magic NIfTI-2 has line ends, which show what a transfer as text did; some writers leave them 0. */
function checkLineEnds(bytes: Uint8Array, name: string): void {
	const text = bytes.join(' ');
	if (text === '13 10 26 10' || text === '0 0 0 0') return;
	throw new VolumeError(
		`${name}: the bytes ${text} behind its NIfTI-2 magic should be 13 10 26 10, so it was changed on its way, as by a transfer as text; get the file again`,
	);
}
