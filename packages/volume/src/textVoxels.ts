import { parseNumber } from './headerNumbers.ts';
import type { ByteStream } from './source/byteStream.ts';
import type { StoredType } from './storedVoxels.ts';
import { VolumeError } from './volumeError.ts';
import type { VoxelArray } from './voxelArray.ts';

const ARRAYS: Readonly<Record<StoredType, new (length: number) => VoxelArray>> = {
	int8: Int8Array,
	uint8: Uint8Array,
	int16: Int16Array,
	uint16: Uint16Array,
	int32: Int32Array,
	uint32: Uint32Array,
	int64: Float64Array,
	uint64: Float64Array,
	float32: Float32Array,
	float64: Float64Array,
};

const COMMA = 44;

/** Reads the text of so many values: no writer needs more bytes, and a packed text might go on for ever. */
export async function readTextBytes(stream: ByteStream, count: number): Promise<Uint8Array> {
	const text = await stream.read(64 * count + (1 << 20));
	await stream.finish();
	return text;
}

/**
 * Voxels written as numbers between blanks or commas.
 * @throws VolumeError where there are fewer or more than `count`, or one is no number that the type holds
 */
export function textVoxels(text: Uint8Array, type: StoredType, count: number, name: string): VoxelArray {
	// A number and a separator each: nothing is allocated for voxels that cannot be there.
	if (text.length < 2 * count - 1) throw wrongCount(name, 'fewer', count);
	const voxels = new ARRAYS[type](count);
	let filled = 0;
	for (let at = 0; at < text.length; ) {
		if (isSeparator(text[at])) {
			at++;
			continue;
		}
		let end = at + 1;
		while (end < text.length && !isSeparator(text[end])) end++;
		if (filled === count) throw wrongCount(name, 'more', count);
		voxels[filled++] = parseVoxel(
			String.fromCharCode(...text.subarray(at, Math.min(end, at + 64))),
			type,
			name,
		);
		at = end;
	}
	if (filled < count) throw wrongCount(name, 'fewer', count);
	return voxels;
}

function parseVoxel(word: string, type: StoredType, name: string): number {
	const value = parseNumber(word);
	const bits = Number(/\d+$/.exec(type)![0]);
	const isFloat = type.startsWith('float');
	const [least, most] = type.startsWith('u') ? [0, 2 ** bits - 1] : [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
	const fits = value !== undefined && Number.isSafeInteger(value) && value >= least && value <= most;
	if (value === undefined || !(isFloat || fits)) {
		throw new VolumeError(`${name}: the voxels hold ${JSON.stringify(word)}, which is no ${type}`);
	}
	return value;
}

function wrongCount(name: string, what: 'fewer' | 'more', count: number): VolumeError {
	return new VolumeError(`${name}: the text holds ${what} than the ${count} voxels that the header declares`);
}

function isSeparator(byte: number): boolean {
	return byte <= 32 || byte === COMMA;
}

/**
 * Bytes written as hexadecimal digits, with blanks anywhere.
 * @throws VolumeError where there are fewer or more than `byteCount`, or something else stands there
 */
export function hexBytes(text: Uint8Array, byteCount: number, name: string): Uint8Array<ArrayBuffer> {
	const digits = text.reduce((sum, byte) => (byte <= 32 ? sum : sum + 1), 0);
	if (digits !== 2 * byteCount) {
		throw new VolumeError(
			`${name}: the hex text has ${digits} digits, but the voxels need ${2 * byteCount}; it is truncated or damaged`,
		);
	}
	const bytes = new Uint8Array(byteCount);
	let filled = 0;
	for (const byte of text) {
		if (byte <= 32) continue;
		const digit = Number.parseInt(String.fromCharCode(byte), 16);
		if (Number.isNaN(digit))
			throw new VolumeError(`${name}: the hex text holds a character that is no digit`);
		bytes[filled >> 1] |= filled % 2 === 0 ? digit << 4 : digit;
		filled++;
	}
	return bytes;
}
