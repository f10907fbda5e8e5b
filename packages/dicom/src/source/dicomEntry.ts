/** A file that may be DICOM: in a folder, in a zip, chosen in a browser, or bytes in memory. */
export interface DicomEntry {
	/** How messages name it. */
	readonly name: string;
	readonly sizeBytes: number;
	/** Its bytes; with an argument at least that many of the first ones where it has them. */
	read(firstBytes?: number): Promise<Uint8Array>;
}

/** Bytes in memory. */
export function bytesEntry(bytes: Uint8Array, name: string): DicomEntry {
	return { name, sizeBytes: bytes.length, read: async () => bytes };
}
