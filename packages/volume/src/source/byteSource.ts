import { VolumeError } from '../volumeError.ts';

/** Bytes that can be read once or more from their beginning: a file, a Blob, an array. */
export interface ByteSource {
	/** How messages name it. */
	readonly name: string;
	/** Bytes that are really there, not what a header says. */
	readonly sizeBytes: number;
	/** The bytes in order. */
	chunks(): AsyncIterable<Uint8Array>;
}

/** Bytes in memory as a source. */
export function bytesSource(bytes: Uint8Array, name = 'NIfTI bytes'): ByteSource {
	return {
		name,
		sizeBytes: bytes.length,
		async *chunks() {
			yield bytes;
		},
	};
}

/** A Blob or File as a source; it is read piece by piece. */
export function blobSource(blob: Blob): ByteSource {
	const name =
		'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : 'NIfTI bytes';
	const piece = 4 << 20;
	return {
		name,
		sizeBytes: blob.size,
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
