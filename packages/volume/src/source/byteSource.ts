import { VolumeError } from '../volumeError.ts';

/** Bytes that can be read once or more from their beginning: a file, a Blob, an array, a download. */
export interface ByteSource {
	/** How messages name it. */
	readonly name: string;
	/** Most bytes that can come. */
	readonly sizeBytes: number;
	/** Whether `sizeBytes` are really there; of a download they are only what a server or a limit says. */
	readonly exact: boolean;
	/** The bytes in order. */
	chunks(): AsyncIterable<Uint8Array>;
	/** Opens it for reading anywhere, where that is possible: bytes then go straight to where they are wanted. */
	open?(): Promise<RandomAccess>;
}

/** An open file. */
export interface RandomAccess {
	/** Fills `target` with the bytes from `at` on; returns how many there were, 0 at the end. */
	readInto(target: Uint8Array, at: number): Promise<number>;
	close(): Promise<void>;
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array, name: string = 'NIfTI bytes'): ByteSource {
	return {
		name,
		sizeBytes: bytes.length,
		exact: true,
		async *chunks() {
			yield bytes;
		},
	};
}

/** A Blob or File as a source; it is read piece by piece. */
export function blobSource(blob: Blob, fallbackName: string = 'NIfTI bytes'): ByteSource {
	const name = blobName(blob) ?? fallbackName;
	const piece = 4 << 20;
	return {
		name,
		sizeBytes: blob.size,
		exact: true,
		async *chunks() {
			for (let start = 0; start < blob.size; start += piece) {
				const part = await blob
					.slice(start, start + piece)
					.arrayBuffer()
					.catch(() => {
						throw new VolumeError(`${name}: the browser could not read it; choose the file again`);
					});
				yield new Uint8Array(part);
			}
		},
	};
}

/** Name of a File; undefined for a Blob that has none. */
export function blobName(blob: Blob): string | undefined {
	return 'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : undefined;
}
