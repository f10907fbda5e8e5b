import type { ByteSource } from './byteSource.ts';

/** The first bytes of a source, as a source that can be read once. */
export function firstBytes(source: ByteSource, byteCount: number): ByteSource {
	return {
		name: source.name,
		sizeBytes: Math.min(byteCount, source.sizeBytes),
		exact: source.exact,
		async *chunks() {
			let left = byteCount;
			for await (const chunk of source.chunks()) {
				if (chunk.length > left) {
					yield chunk.subarray(0, left);
					return;
				}
				yield chunk;
				left -= chunk.length;
			}
		},
	};
}
