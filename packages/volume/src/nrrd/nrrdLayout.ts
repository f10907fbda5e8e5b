import { parseCounts } from '../headerNumbers.ts';
import { BYTES_PER_VALUE, type StoredType } from '../storedVoxels.ts';
import { VolumeError } from '../volumeError.ts';
import { type NrrdAxes, nrrdAxes } from './nrrdAxes.ts';
import { fieldFault } from './nrrdFields.ts';
import type { NrrdHeader } from './nrrdHeader.ts';
import { NRRD_ENCODINGS, NRRD_TYPES, type NrrdEncoding } from './nrrdTypes.ts';

/** What lies where in an NRRD file, with every number checked. */
export interface NrrdLayout extends NrrdAxes {
	readonly type: StoredType;
	/** Of the axes of the file, the fastest first. */
	readonly sizes: readonly number[];
	readonly voxelCount: number;
	readonly encoding: NrrdEncoding;
	readonly littleEndian: boolean;
	/** Lines of a data file before its voxels. */
	readonly lineSkip: number;
	/** Bytes after those lines, inflated; -1 where the voxels are the last bytes. */
	readonly byteSkip: number;
}

/**
 * Checks a header; nothing that the voxels depend on is guessed.
 * @throws VolumeError naming the field
 */
export function nrrdLayout(header: NrrdHeader): NrrdLayout {
	const dimension = Number(required(header, 'dimension'));
	if (!Number.isInteger(dimension) || dimension < 1 || dimension > 16) {
		throw fieldFault(header, 'dimension', `is ${header.fields.get('dimension')}; it is 1 to 16`);
	}
	const type = readType(header);
	const sizes = readSizes(header, dimension);
	const voxelCount = sizes.reduce((product, size) => product * size, 1);
	if (!Number.isSafeInteger(voxelCount * BYTES_PER_VALUE[type])) {
		throw fieldFault(header, 'sizes', `says ${sizes.join(' x ')} voxels, which is too large for any file`);
	}
	const encodingName = required(header, 'encoding');
	const encoding = NRRD_ENCODINGS.get(encodingName.toLowerCase());
	if (encoding === undefined) {
		throw fieldFault(
			header,
			'encoding',
			`is ${JSON.stringify(encodingName)}; raw, gzip, bzip2, ascii and hex are read`,
		);
	}
	return {
		...nrrdAxes(header, dimension),
		type,
		sizes,
		voxelCount,
		encoding,
		littleEndian: readByteOrder(header, type, encoding),
		lineSkip: readSkip(header, 'line skip', 0),
		byteSkip: readSkip(header, 'byte skip', -1),
	};
}

function readType(header: NrrdHeader): StoredType {
	const name = required(header, 'type');
	const type = NRRD_TYPES.get(name.toLowerCase().replace(/\s+/g, ' '));
	if (type !== undefined) return type;
	throw fieldFault(
		header,
		'type',
		name.toLowerCase() === 'block'
			? 'is block, bytes without meaning; convert it to a number type'
			: `is ${JSON.stringify(name)}, which NRRD does not know`,
	);
}

function readSizes(header: NrrdHeader, dimension: number): number[] {
	const text = required(header, 'sizes');
	const sizes = parseCounts(text);
	if (sizes === undefined)
		throw fieldFault(header, 'sizes', `is ${JSON.stringify(text)}; sizes are whole and at least 1`);
	if (sizes.length === dimension) return sizes;
	throw fieldFault(header, 'sizes', `has ${sizes.length} entries for a dimension of ${dimension}`);
}

function readByteOrder(header: NrrdHeader, type: StoredType, encoding: NrrdEncoding): boolean {
	const endian = header.fields.get('endian')?.toLowerCase();
	if (endian === 'little' || endian === 'big') return endian === 'little';
	if (endian !== undefined)
		throw fieldFault(header, 'endian', `is ${JSON.stringify(endian)}; it is little or big`);
	if (BYTES_PER_VALUE[type] === 1 || encoding === 'ascii') return true;
	throw fieldFault(header, 'endian', `is missing, and ${type} voxels in ${encoding} encoding need it`);
}

function readSkip(header: NrrdHeader, field: string, least: number): number {
	const text = header.fields.get(field);
	if (text === undefined) return 0;
	const skip = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
	if (Number.isSafeInteger(skip) && skip >= least) return skip;
	throw fieldFault(header, field, `is ${text}; it is a whole number of at least ${least}`);
}

function required(header: NrrdHeader, field: string): string {
	const text = header.fields.get(field);
	if (text !== undefined && text !== '') return text;
	throw new VolumeError(`${header.name}: the NRRD field "${field}" is missing`);
}
