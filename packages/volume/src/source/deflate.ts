import { isNode, nodeDeflate } from './nodeFiles.ts';

/** Packs the parts of a file as one stream: node:zlib in Node, `CompressionStream` elsewhere. */
export async function deflate(
	parts: readonly Uint8Array<ArrayBuffer>[],
	compression: 'gzip' | 'zlib',
): Promise<Uint8Array<ArrayBuffer>[]> {
	const packed: Uint8Array<ArrayBuffer>[] = [];
	for await (const chunk of isNode() ? nodeDeflate(parts, compression) : deflateWeb(parts, compression)) {
		packed.push(chunk as Uint8Array<ArrayBuffer>);
	}
	return packed;
}

async function* deflateWeb(
	parts: readonly Uint8Array<ArrayBuffer>[],
	compression: 'gzip' | 'zlib',
): AsyncGenerator<Uint8Array> {
	const format = compression === 'gzip' ? 'gzip' : 'deflate';
	const reader = new Blob([...parts]).stream().pipeThrough(new CompressionStream(format)).getReader();
	for (;;) {
		const { done, value } = await reader.read();
		if (done) return;
		yield value;
	}
}
