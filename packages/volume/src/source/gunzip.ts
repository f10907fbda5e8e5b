import { VolumeError } from '../volumeError.ts';
import { gunzipWeb } from './gunzipWeb.ts';
import { isNode, nodeGunzip } from './nodeFiles.ts';

/**
 * Inflates gzip content of one or more members, piece by piece as it is asked for.
 * @param name how messages name the source
 * @throws VolumeError where the stream is damaged, cut off, or does not match its checksum
 */
export async function* gunzip(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
	const inflated: AsyncGenerator<Uint8Array> = isNode() ? nodeGunzip(chunks) : gunzipWeb(chunks);
	try {
		for (;;) {
			const { done, value } = await inflated.next().catch((cause: unknown) => {
				throw gunzipError(cause, name);
			});
			if (done) return;
			yield value;
		}
	} finally {
		await inflated.return(undefined);
	}
}

/** Zlib, Chromium, Firefox and Safari each word these faults in their own way. */
function gunzipError(cause: unknown, name: string): unknown {
	if (!(cause instanceof Error) || cause instanceof VolumeError || cause.name === 'AbortError') return cause;
	if (/data check|length check|crc|checksum/i.test(cause.message)) {
		return new VolumeError(
			`${name}: the gzip checksum (CRC-32 or length) does not match, so the content is corrupt; get the file again`,
		);
	}
	if (/unexpected end|truncat|incomplete|input ended|end of (file|compressed)/i.test(cause.message)) {
		return new VolumeError(`${name}: the gzip stream ends too early (truncated file); get the file again`);
	}
	return new VolumeError(`${name}: the gzip stream is corrupt; get the file again`);
}
