import { parseCounts } from '../headerNumbers.ts';
import { BYTES_PER_VALUE, type StoredType } from '../storedVoxels.ts';
import { VolumeError } from '../volumeError.ts';
import { type MetaAffine, metaAffine } from './metaAffine.ts';
import { metaFault, readField, readFlag, readInteger, readNumbers } from './metaFields.ts';
import type { MetaHeader } from './metaHeader.ts';

/** MetaImage's long has four bytes on every machine. */
const META_TYPES: ReadonlyMap<string, StoredType> = new Map([
	['MET_CHAR', 'int8'],
	['MET_UCHAR', 'uint8'],
	['MET_SHORT', 'int16'],
	['MET_USHORT', 'uint16'],
	['MET_INT', 'int32'],
	['MET_UINT', 'uint32'],
	['MET_LONG', 'int32'],
	['MET_ULONG', 'uint32'],
	['MET_LONG_LONG', 'int64'],
	['MET_ULONG_LONG', 'uint64'],
	['MET_FLOAT', 'float32'],
	['MET_DOUBLE', 'float64'],
]);

/** What lies where in a MetaImage, with every number checked. */
export interface MetaLayout extends MetaAffine {
	readonly type: StoredType;
	/** Of the axes of the file, the fastest first: the components of a voxel come before i. */
	readonly sizes: readonly number[];
	/** Which of `sizes` are i, j, k. */
	readonly spatial: readonly number[];
	readonly voxelCount: number;
	readonly littleEndian: boolean;
	/** Whether voxels are bytes, and not numbers as text. */
	readonly binary: boolean;
	readonly compressed: boolean;
	readonly compressedBytes: number | undefined;
	/** Bytes of a file before its voxels; -1 where they are its last bytes. */
	readonly headerSize: number;
}

/**
 * Checks a header.
 * @throws VolumeError naming the field
 */
export function metaLayout(header: MetaHeader): MetaLayout {
	const objectType = readField(header, 'ObjectType') ?? 'Image';
	if (objectType.toLowerCase() !== 'image') {
		throw metaFault(header, 'ObjectType', `is ${JSON.stringify(objectType)}; only images are read`);
	}
	checkScaling(header);
	const dimension = readInteger(header, 'NDims', 1);
	if (dimension === undefined) throw missing(header, 'NDims');
	if (dimension > 10) throw metaFault(header, 'NDims', `is ${dimension}; it is 1 to 10`);
	const type = readType(header);
	const components = readInteger(header, 'ElementNumberOfChannels', 1) ?? 1;
	const sizes = [...(components === 1 ? [] : [components]), ...readSizes(header, dimension)];
	const voxelCount = sizes.reduce((product, size) => product * size, 1);
	if (!Number.isSafeInteger(voxelCount * BYTES_PER_VALUE[type])) {
		throw metaFault(header, 'DimSize', `says ${sizes.join(' x ')} voxels, which is too large for any file`);
	}
	const first = components === 1 ? 0 : 1;
	return {
		...metaAffine(header, dimension),
		type,
		sizes,
		spatial: [0, 1, 2].slice(0, dimension).map((axis) => axis + first),
		voxelCount,
		// Where neither is said, ITK and VTK take the order of the machine, which is this one nearly everywhere.
		littleEndian: !(readFlag(header, 'BinaryDataByteOrderMSB', 'ElementByteOrderMSB') ?? false),
		binary: readFlag(header, 'BinaryData') ?? true,
		compressed: readFlag(header, 'CompressedData') ?? false,
		compressedBytes: readInteger(header, 'CompressedDataSize', 0),
		headerSize: readInteger(header, 'HeaderSize', -1) ?? 0,
	};
}

function readType(header: MetaHeader): StoredType {
	const name = readField(header, 'ElementType');
	if (name === undefined) throw missing(header, 'ElementType');
	const type = META_TYPES.get(name);
	if (type === undefined)
		throw metaFault(header, 'ElementType', `is ${JSON.stringify(name)}, which is not read`);
	return type;
}

function readSizes(header: MetaHeader, dimension: number): number[] {
	const text = readField(header, 'DimSize');
	if (text === undefined) throw missing(header, 'DimSize');
	const sizes = parseCounts(text);
	if (sizes?.length === dimension) return sizes;
	throw metaFault(
		header,
		'DimSize',
		`is ${JSON.stringify(text)}; it holds ${dimension} whole numbers of at least 1`,
	);
}

/** Programs disagree on whether the stored or the scaled values are the voxels. */
function checkScaling(header: MetaHeader): void {
	const slope = readNumbers(header, 1, 'ElementToIntensityFunctionSlope')?.[0] ?? 1;
	const offset = readNumbers(header, 1, 'ElementToIntensityFunctionOffset')?.[0] ?? 0;
	if (slope === 1 && offset === 0) return;
	throw metaFault(
		header,
		'ElementToIntensityFunctionSlope',
		`is ${slope} with the offset ${offset}, which readers disagree on; store scaled values with a slope of 1 and an offset of 0`,
	);
}

function missing(header: MetaHeader, field: string): VolumeError {
	return new VolumeError(`${header.name}: the MetaImage field ${field} is missing`);
}
