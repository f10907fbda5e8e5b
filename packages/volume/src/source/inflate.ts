import { VolumeError } from '../volumeError.ts';
import { bunzip2 } from './bunzip2.ts';
import { gunzipWeb, inflateWeb } from './gunzipWeb.ts';
import { isNode, nodeInflate } from './nodeFiles.ts';

/** How bytes are packed. */
export type Compression = 'none' | 'gzip' | 'zlib' | 'bzip2';

/** Which compression bytes begin with; only gzip says so without doubt. */
export function detectCompression(start: Uint8Array): 'gzip' | 'none' {
	return start[0] === 0x1f && start[1] === 0x8b && start[2] === 8 ? 'gzip' : 'none';
}

/**
 * Inflates packed content, gzip and bzip2 of one or more members, piece by piece as it is asked for.
 * @param name how messages name the source
 * @throws VolumeError where the stream is damaged, cut off, or does not match its checksum
 */
export async function* inflate(
	chunks: AsyncIterable<Uint8Array>,
	compression: Exclude<Compression, 'none'>,
	name: string,
): AsyncGenerator<Uint8Array> {
	const inflated = inflater(chunks, compression);
	try {
		for (;;) {
			const { done, value } = await inflated.next().catch((cause: unknown) => {
				throw inflateError(cause, compression, name);
			});
			if (done) return;
			yield value;
		}
	} finally {
		await inflated.return(undefined);
	}
}

function inflater(
	chunks: AsyncIterable<Uint8Array>,
	compression: Exclude<Compression, 'none'>,
): AsyncGenerator<Uint8Array> {
	if (compression === 'bzip2') return bunzip2(chunks);
	if (isNode()) return nodeInflate(chunks, compression);
	return compression === 'gzip' ? gunzipWeb(chunks) : inflateWeb(chunks);
}

/** Zlib, Chromium, Firefox and Safari each word these faults in their own way. */
function inflateError(cause: unknown, compression: string, name: string): unknown {
	if (!(cause instanceof Error) || cause instanceof VolumeError || cause.name === 'AbortError') return cause;
	if (/data check|length check|crc|checksum/i.test(cause.message)) {
		return new VolumeError(
			`${name}: the ${compression} checksum (CRC or length) does not match, so the content is corrupt; get the file again`,
		);
	}
	if (/junk|trailing/i.test(cause.message)) {
		return new VolumeError(
			`${name}: bytes that are not ${compression} follow the end of the ${compression} stream, so it is damaged; get the file again`,
		);
	}
	if (/unexpected end|truncat|incomplete|input ended|end of (file|compressed)/i.test(cause.message)) {
		return new VolumeError(
			`${name}: the ${compression} stream ends too early (truncated file); get the file again`,
		);
	}
	return new VolumeError(`${name}: the ${compression} stream is corrupt or truncated; get the file again`);
}
