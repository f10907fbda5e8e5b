const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
	let crc = byte;
	for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
	return crc;
});

/** The checksum of a zip entry. */
export function crc32(bytes: Uint8Array): number {
	let crc = 0xffffffff;
	for (let n = 0; n < bytes.length; n++) crc = (crc >>> 8) ^ TABLE[(crc ^ bytes[n]!) & 0xff]!;
	return (crc ^ 0xffffffff) >>> 0;
}
