import { Inflate } from 'fflate';
import { DicomError } from '../dicomError.ts';

/** Images deflate to a half or a third, label maps to a few hundredths; beyond this it is a bomb. */
const MAX_RATIO = 200;
const FREE_BYTES = 128 << 20;
const PIECE_BYTES = 1 << 16;

/**
 * Inflates a data set of the deflated transfer syntax, no further than an image can be.
 * @param deflated what follows the file meta information
 * @throws DicomError where it is damaged, cut off, or inflates beyond 128 MiB and 200 times its size
 */
export function inflateDataset(deflated: Uint8Array, name: string): Uint8Array {
	const limit = FREE_BYTES + MAX_RATIO * deflated.length;
	const parts: Uint8Array[] = [];
	let size = 0;
	let isWhole = false;
	const inflater = new Inflate((part, final) => {
		parts.push(part);
		size += part.length;
		isWhole = final;
		if (size > limit)
			throw new DicomError(
				`${name}: the deflated data set inflates to more than ${limit} bytes; it is damaged or hostile`,
			);
	});
	try {
		for (let at = 0; at < deflated.length && !isWhole; at += PIECE_BYTES) {
			inflater.push(deflated.subarray(at, at + PIECE_BYTES), at + PIECE_BYTES >= deflated.length);
		}
	} catch (cause) {
		if (cause instanceof DicomError) throw cause;
		throw new DicomError(`${name}: the deflated data set is damaged or truncated; get the file again`);
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
