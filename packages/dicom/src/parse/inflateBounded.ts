import { Inflate } from 'fflate';
import { DicomError } from '../dicomError.ts';

/** Images deflate to a half or a third, label maps to a few hundredths; beyond this it is a bomb. */
const MAX_RATIO = 300;
const FREE_BYTES = 64 << 20;
/** Input is handed over in pieces, so that no more than 4 MiB come at once. */
const PIECE_BYTES = 1 << 12;

/** Most bytes that an image may inflate to from so many. */
export function inflationLimit(deflatedBytes: number): number {
	return FREE_BYTES + MAX_RATIO * deflatedBytes;
}

/**
 * Inflates raw deflate content, no further than an image can be.
 * @param limitBytes what the content says of its own size, where it does
 * @throws DicomError where it is damaged, cut off, or inflates beyond the limit or 64 MiB and 300 times its size
 */
export function inflateBounded(
	deflated: Uint8Array,
	name: string,
	limitBytes: number = Number.POSITIVE_INFINITY,
): Uint8Array {
	const limit = Math.min(limitBytes, inflationLimit(deflated.length));
	const parts: Uint8Array[] = [];
	let size = 0;
	let isWhole = false;
	const inflater = new Inflate((part, final) => {
		parts.push(part);
		size += part.length;
		isWhole = final;
		if (size <= limit) return;
		throw new DicomError(
			`${name}: the deflated content inflates to more than ${limit} bytes; it is damaged or hostile`,
		);
	});
	try {
		for (let at = 0; at < deflated.length && !isWhole; at += PIECE_BYTES) {
			inflater.push(deflated.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= deflated.length);
		}
	} catch (cause) {
		if (cause instanceof DicomError) throw cause;
		throw new DicomError(`${name}: the deflated content is damaged or truncated; get the file again`);
	}
	return joined(parts, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
	const whole = new Uint8Array(size);
	let at = 0;
	for (const part of parts) {
		whole.set(part, at);
		at += part.length;
	}
	return whole;
}
