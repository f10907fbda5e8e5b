import { VolumeError } from './volumeError.ts';
import type { VoxelArray, VoxelType } from './voxelArray.ts';

/** A voxel type that files store and this package reads. */
export type StoredType = VoxelType | 'int64' | 'uint64';

/** Bytes of one stored value. */
export const BYTES_PER_VALUE: Readonly<Record<StoredType, number>> = {
	int8: 1,
	uint8: 1,
	int16: 2,
	uint16: 2,
	int32: 4,
	uint32: 4,
	int64: 8,
	uint64: 8,
	float32: 4,
	float64: 8,
};

/** Whether this machine keeps the lowest byte of a number first. */
const HOST_IS_LITTLE: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

/**
 * Stored bytes as voxels: in the file's own type, int64 and uint64 as float64.
 * @param bytes the voxels' bytes from offset 0 of a buffer; swapped in place and kept
 * @throws VolumeError where a 64-bit integer is beyond 2^53 and float64 would round it
 */
export function storedVoxels(
	bytes: Uint8Array<ArrayBuffer>,
	type: StoredType,
	littleEndian: boolean,
	name: string,
): VoxelArray {
	if (littleEndian !== HOST_IS_LITTLE) swapBytes(bytes, BYTES_PER_VALUE[type]);
	const { buffer, length } = bytes;
	const count = length / BYTES_PER_VALUE[type];
	switch (type) {
		case 'int8':
			return new Int8Array(buffer, 0, count);
		case 'uint8':
			return new Uint8Array(buffer, 0, count);
		case 'int16':
			return new Int16Array(buffer, 0, count);
		case 'uint16':
			return new Uint16Array(buffer, 0, count);
		case 'int32':
			return new Int32Array(buffer, 0, count);
		case 'uint32':
			return new Uint32Array(buffer, 0, count);
		case 'float32':
			return new Float32Array(buffer, 0, count);
		case 'float64':
			return new Float64Array(buffer, 0, count);
		default:
			return exactFloat64(buffer, count, type, name);
	}
}

/** Beyond these a product of 16 bits leaves what float32 holds in full precision. */
const [LEAST_SLOPE, MOST_SLOPE] = [2 ** -110, 2 ** 110];

/**
 * `slope · stored + intercept`, worked out in float64 and kept as float32, or as float64 where the stored type
 * or the scaled values take more than float32 holds.
 */
export function scaleVoxels(
	voxels: VoxelArray,
	slope: number,
	intercept: number,
): Float32Array | Float64Array {
	const isExtreme =
		Math.abs(slope) < LEAST_SLOPE || Math.max(Math.abs(slope), Math.abs(intercept)) > MOST_SLOPE;
	const wide =
		voxels instanceof Float64Array ||
		voxels instanceof Int32Array ||
		voxels instanceof Uint32Array ||
		isExtreme;
	const scaled = wide ? new Float64Array(voxels.length) : new Float32Array(voxels.length);
	for (let n = 0; n < voxels.length; n++) scaled[n] = slope * voxels[n] + intercept;
	return scaled;
}

/** Turns the byte order of every value round, in place. */
export function swapBytes(bytes: Uint8Array, width: number): void {
	if (width === 1) return;
	for (let at = 0; at < bytes.length; at += width) {
		for (let low = at, high = at + width - 1; low < high; low++, high--) {
			const byte = bytes[low];
			bytes[low] = bytes[high];
			bytes[high] = byte;
		}
	}
}

/** The bytes of voxels, the lowest of each value first; a view where the machine keeps them so. */
export function littleEndianBytes(voxels: VoxelArray): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(voxels.buffer as ArrayBuffer, voxels.byteOffset, voxels.byteLength);
	if (HOST_IS_LITTLE) return bytes;
	const swapped = bytes.slice();
	swapBytes(swapped, voxels.BYTES_PER_ELEMENT);
	return swapped;
}

function exactFloat64(
	buffer: ArrayBuffer,
	count: number,
	type: 'int64' | 'uint64',
	name: string,
): Float64Array {
	const halves = new Uint32Array(buffer, 0, 2 * count);
	const signed = new Int32Array(buffer, 0, 2 * count);
	const values = new Float64Array(count);
	const lowHalf = HOST_IS_LITTLE ? 0 : 1;
	for (let n = 0; n < values.length; n++) {
		const low = halves[2 * n + lowHalf];
		const high = (type === 'int64' ? signed : halves)[2 * n + 1 - lowHalf];
		// |value| <= 2^53 is high in [-2^21, 2^21), or exactly 2^53.
		if (high < -0x200000 || high > 0x200000 || (high === 0x200000 && low !== 0)) {
			throw new VolumeError(
				`${name}: voxel ${n} holds the ${type} value ${(BigInt(high) << 32n) + BigInt(low)}, which is beyond 2^53 and would lose its exact value; store smaller numbers`,
			);
		}
		values[n] = high * 0x100000000 + low;
	}
	return values;
}
