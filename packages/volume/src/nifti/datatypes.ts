import type { StoredType } from '../storedVoxels.ts';

/** NIfTI datatype codes that are read. */
export const STORED_TYPES: ReadonlyMap<number, StoredType> = new Map([
	[2, 'uint8'],
	[4, 'int16'],
	[8, 'int32'],
	[16, 'float32'],
	[64, 'float64'],
	[256, 'int8'],
	[512, 'uint16'],
	[768, 'uint32'],
	[1024, 'int64'],
	[1280, 'uint64'],
]);

/** NIfTI datatype codes that are refused by name. */
export const REFUSED_TYPES: ReadonlyMap<number, string> = new Map([
	[1, 'single bits'],
	[32, 'complex64'],
	[128, 'RGB24 colours'],
	[1536, 'float128'],
	[1792, 'complex128'],
	[2048, 'complex256'],
	[2304, 'RGBA32 colours'],
]);
