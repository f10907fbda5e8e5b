import { BYTES_PER_VALUE, type StoredType } from '../storedVoxels.ts';
import { VolumeError } from '../volumeError.ts';
import { REFUSED_TYPES, STORED_TYPES } from './datatypes.ts';
import type { NiftiFields } from './niftiFields.ts';

/** Where a single file's voxels may begin: after the header and the four bytes of the extension flag. */
const SINGLE_OFFSET = { 1: 352, 2: 544 } as const;

/** What lies where in a file, with every number checked. */
export interface NiftiLayout {
	readonly shape: [number, number, number];
	/** Product of the axes after the third. */
	readonly channels: number;
	readonly type: StoredType;
	/** Byte in the file (the .img of a pair) at which the voxels begin. */
	readonly voxelOffset: number;
	readonly voxelBytes: number;
	/** value = slope · stored + intercept, or undefined for none. */
	readonly scaling: { readonly slope: number; readonly intercept: number } | undefined;
}

/**
 * Checks sizes, type, offset and scaling of a header.
 * @throws VolumeError naming the field
 */
export function niftiLayout(fields: NiftiFields, name: string): NiftiLayout {
	const { shape, channels } = checkedShape(fields.dims, name);
	const type = checkedType(fields.datatypeCode, name);
	const voxelBytes = shape[0] * shape[1] * shape[2] * channels * BYTES_PER_VALUE[type];
	if (!Number.isSafeInteger(voxelBytes)) {
		throw new VolumeError(
			`${name}: dim says ${fields.dims.slice(1).join(' x ')} voxels, which is too large for any file`,
		);
	}
	return {
		shape,
		channels,
		type,
		voxelOffset: checkedOffset(fields, name),
		voxelBytes,
		scaling: checkedScaling(fields, name),
	};
}

function checkedShape(dims: readonly number[], name: string): Pick<NiftiLayout, 'shape' | 'channels'> {
	const rank = dims[0]!;
	if (!(rank >= 1 && rank <= 7))
		throw new VolumeError(`${name}: dim[0], the number of axes, is ${rank}, not 1 to 7`);
	const sizes = dims.slice(1).map((size, n) => (n < rank ? size : 1));
	for (const [n, size] of sizes.entries()) {
		if (!(size >= 1))
			throw new VolumeError(`${name}: dim[${n + 1}] is ${size}; the size of an axis is at least 1`);
	}
	const [i, j, k, ...rest] = sizes as [number, number, number, ...number[]];
	return { shape: [i, j, k], channels: rest.reduce((product, size) => product * size, 1) };
}

function checkedType(code: number, name: string): StoredType {
	const type = STORED_TYPES.get(code);
	if (type !== undefined) return type;
	const refused = REFUSED_TYPES.get(code);
	throw new VolumeError(
		refused === undefined
			? `${name}: datatype ${code} does not exist in NIfTI`
			: `${name}: datatype ${code} (${refused}) is not supported; convert it to an integer or float type`,
	);
}

function checkedOffset({ voxOffset, version, isPair }: NiftiFields, name: string): number {
	const least = isPair ? 0 : SINGLE_OFFSET[version];
	// 0 in a single file is a habit of old writers and means "right after the header" to every reader.
	if (voxOffset === 0) return least;
	if (!Number.isSafeInteger(voxOffset) || voxOffset < least) {
		throw new VolumeError(
			`${name}: vox_offset is ${voxOffset}; voxels begin at a whole offset of at least ${least}`,
		);
	}
	return voxOffset;
}

/** A slope of 0 or not finite means "no scaling" whatever the intercept says. */
function checkedScaling({ slope, intercept }: NiftiFields, name: string): NiftiLayout['scaling'] {
	if (slope === 0 || !Number.isFinite(slope)) return undefined;
	if (!Number.isFinite(intercept)) {
		throw new VolumeError(
			`${name}: scl_slope is ${slope} but scl_inter is ${intercept}; set both, or scl_slope to 0`,
		);
	}
	return slope === 1 && intercept === 0 ? undefined : { slope, intercept };
}
