import type { VoxelArray } from '@unetr/volume';
import type { PixelLayout, StoredType } from './pixelLayout.ts';

const ARRAYS: Readonly<Record<StoredType, new (room: number | ArrayBufferLike) => VoxelArray>> = {
	uint8: Uint8Array,
	int8: Int8Array,
	uint16: Uint16Array,
	int16: Int16Array,
	uint32: Uint32Array,
	int32: Int32Array,
	float32: Float32Array,
	float64: Float64Array,
};

/** An array of a stored type: of this length, or over this memory. */
export function voxelArray(type: StoredType, room: number | ArrayBufferLike): VoxelArray {
	return new ARRAYS[type](room);
}

/** Bytes of one pixel. */
export function pixelBytes({ bitsAllocated }: Pick<PixelLayout, 'bitsAllocated'>): number {
	return bitsAllocated / 8;
}

/**
 * Copies the stored values of a frame: `bitsStored` bits below and with `highBit`, signed ones extended (PS3.5
 * section 8.1.1); other bits (overlays, rubbish) do not count.
 * @param bytes of the frame, as many as its pixels need
 * @param target of any type that holds the values
 */
export function copyPixels(
	bytes: Uint8Array,
	littleEndian: boolean,
	layout: PixelLayout,
	target: VoxelArray,
	offset: number,
): void {
	const { type, bitsAllocated, bitsStored, highBit } = layout;
	const count = layout.rows * layout.columns;
	const view = new DataView(bytes.buffer, bytes.byteOffset, count * pixelBytes(layout));
	if (type === 'float32') {
		for (let n = 0; n < count; n++) target[offset + n] = view.getFloat32(4 * n, littleEndian);
		return;
	}
	if (type === 'float64') {
		for (let n = 0; n < count; n++) target[offset + n] = view.getFloat64(8 * n, littleEndian);
		return;
	}
	// Shifted up to bit 31 and down again, a value loses the bits above it and keeps or loses its sign.
	const up = 31 - highBit;
	const down = 32 - bitsStored;
	const isSigned = type.startsWith('int');
	for (let n = 0; n < count; n++) {
		const raw =
			bitsAllocated === 16
				? view.getUint16(2 * n, littleEndian)
				: bitsAllocated === 8
					? bytes[n]!
					: view.getUint32(4 * n, littleEndian);
		target[offset + n] = isSigned ? (raw << up) >> down : (raw << up) >>> down;
	}
}
