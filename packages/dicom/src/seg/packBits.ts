/**
 * Masks as one continuous stream of bits, low bit first, frame after frame without padding between them
 * (PS3.5 section 8.1.1): a frame of 15 pixels ends inside a byte, and the next goes on there.
 * @param masks of one size each, taken one after another; a pixel that is not 0 is set
 * @param frameSize pixels a frame
 * @param frameCount how many masks there are
 * @returns bytes of even length, padded with zeros once at the end
 */
export function packBits(
	masks: Iterable<ArrayLike<number>>,
	frameSize: number,
	frameCount: number,
): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(2 * Math.ceil((frameSize * frameCount) / 16));
	let bit = 0;
	for (const mask of masks) {
		for (let pixel = 0; pixel < frameSize; pixel++, bit++) {
			if (mask[pixel] !== 0) bytes[Math.floor(bit / 8)]! |= 1 << (bit % 8);
		}
	}
	return bytes;
}

/**
 * One frame out of a continuous stream of bits.
 * @param frame counted from 0
 * @param frameSize pixels a frame
 * @returns 0 or 1 a pixel
 */
export function unpackBits(bytes: Uint8Array, frame: number, frameSize: number): Uint8Array {
	const mask = new Uint8Array(frameSize);
	let bit = frame * frameSize;
	for (let pixel = 0; pixel < frameSize; pixel++, bit++) {
		mask[pixel] = (bytes[Math.floor(bit / 8)]! >> (bit % 8)) & 1;
	}
	return mask;
}
