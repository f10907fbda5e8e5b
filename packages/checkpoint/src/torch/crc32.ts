const table = Uint32Array.from({ length: 256 }, (_, byte) => {
	let remainder = byte;
	for (let bit = 0; bit < 8; bit++) remainder = (remainder >>> 1) ^ (remainder & 1 ? 0xedb88320 : 0);
	return remainder;
});

/** CRC-32 of bytes. Source: PKWARE's APPNOTE 6.3.10, sec. 4.4.7. */
export function crc32(bytes: Uint8Array): number {
	let remainder = 0xffffffff;
	for (let i = 0; i < bytes.length; i++)
		remainder = table[(remainder ^ bytes[i]!) & 0xff]! ^ (remainder >>> 8);
	return ~remainder >>> 0;
}
