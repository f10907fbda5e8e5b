import type { ByteSource } from './source/byteSource.ts';
import { isLegacyStart, LEGACY_START_BYTES } from './torch/legacyFile.ts';

const zipStart = Uint8Array.of(0x50, 0x4b, 3, 4);

const startsWith = (bytes: Uint8Array, start: Uint8Array): boolean =>
	start.every((byte, at) => bytes[at] === byte);

/** What a weights file is by its first bytes; undefined where it is none of these. */
export async function weightsFormat(file: ByteSource): Promise<'zip' | 'legacy' | 'safetensors' | undefined> {
	const bytes = new Uint8Array(await file.read(0, Math.min(LEGACY_START_BYTES, file.byteLength)));
	if (startsWith(bytes, zipStart)) return 'zip';
	if (isLegacyStart(bytes)) return 'legacy';
	// A header's length, which is less than 2^32, and the brace of its JSON.
	const upper = bytes.subarray(4, 8);
	return upper.length === 4 && upper.every((byte) => byte === 0) && bytes[8] === 0x7b
		? 'safetensors'
		: undefined;
}
