import { sha256 } from '@noble/hashes/sha2';
import { CheckpointError } from '../checkpointError.ts';
import type { ByteSource } from './byteSource.ts';

const PIECE_BYTES = 4 << 20;

/**
 * Compares the SHA-256 of a whole file.
 * @param expected 64 hexadecimal digits.
 * @throws CheckpointError if they differ.
 * Source: FIPS 180-4.
 */
export async function checkSha256(file: ByteSource, expected: string): Promise<void> {
	if (!/^[0-9a-f]{64}$/i.test(expected)) {
		throw new CheckpointError(`the sha256 to compare with is not 64 hexadecimal digits: ${expected}`);
	}
	// Not crypto.subtle: it takes no stream, and pages without https do not have it.
	const hash = sha256.create();
	for (let begin = 0; begin < file.byteLength; begin += PIECE_BYTES) {
		hash.update(new Uint8Array(await file.read(begin, Math.min(begin + PIECE_BYTES, file.byteLength))));
	}
	const found = Array.from(hash.digest(), (byte) => byte.toString(16).padStart(2, '0')).join('');
	if (found !== expected.toLowerCase()) {
		throw new CheckpointError(`its sha256 is ${found}, not ${expected}: it is damaged or not the file meant`);
	}
}
