/** What a JPEG, JPEG-LS or JPEG 2000 stream says of its image. */
export interface CodestreamHeader {
	readonly columns: number;
	readonly rows: number;
	readonly components: number;
	readonly bits: number;
}

/**
 * Reads the header of a compressed frame, so that its size is known before anything is decoded.
 * Undefined where there is none.
 */
export function codestreamHeader(bytes: Uint8Array): CodestreamHeader | undefined {
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	if (bytes.length < 4) return undefined;
	const start = view.getUint32(0);
	if (start === 0xff4fff51) return jpeg2000Header(view);
	return start >>> 16 === 0xffd8 ? jpegHeader(view) : undefined;
}

/** The SIZ marker segment, ISO/IEC 15444-1 A.5.1. */
function jpeg2000Header(view: DataView): CodestreamHeader | undefined {
	if (view.byteLength < 45) return undefined;
	return {
		columns: view.getUint32(8) - view.getUint32(16),
		rows: view.getUint32(12) - view.getUint32(20),
		components: view.getUint16(40),
		bits: (view.getUint8(42) & 0x7f) + 1,
	};
}

/** The frame header among the marker segments, ISO/IEC 10918-1 B.2.2 and 14495-1 C.2.2. */
function jpegHeader(view: DataView): CodestreamHeader | undefined {
	for (let at = 2; at + 10 <= view.byteLength; ) {
		if (view.getUint8(at) !== 0xff) return undefined;
		const marker = view.getUint8(at + 1);
		if (marker === 0xff) at++;
		else if (isFrameHeader(marker)) {
			return {
				bits: view.getUint8(at + 4),
				rows: view.getUint16(at + 5),
				columns: view.getUint16(at + 7),
				components: view.getUint8(at + 9),
			};
		} else at += 2 + view.getUint16(at + 2);
	}
	return undefined;
}

/** SOF0 to SOF15 and JPEG-LS's SOF55, without DHT, JPG and DAC, which lie among them. */
function isFrameHeader(marker: number): boolean {
	return marker === 0xf7 || (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker));
}

/**
 * Whether a compressed frame reaches its end marker, before zeros that fill it up. Decoders pass over a cut-off end, and
 * CharLS searches for a lost one for half a minute.
 */
export function hasCodestreamEnd(bytes: Uint8Array): boolean {
	let end = bytes.length;
	while (end > 0 && bytes[end - 1] === 0) end--;
	return end >= 2 && bytes[end - 2] === 0xff && bytes[end - 1] === 0xd9;
}
