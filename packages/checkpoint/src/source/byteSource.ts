/** Random access to the bytes of a file, each read into a buffer of its own. */
export interface ByteSource {
	/** How errors call it after the name of its format: `file weights.pt`, `bytes`. */
	readonly name: string;
	/** Bytes that are really there, not what a header says. */
	readonly byteLength: number;
	/** Reads `[begin, end)`, which lies inside the file. */
	read(begin: number, end: number): Promise<ArrayBuffer>;
	/** Something that changes when the content does, where it can change. */
	version?(): Promise<string>;
	close(): Promise<void>;
}
