import { dataFileSegments } from '../detached/dataFileSegments.ts';
import { VolumeError } from '../volumeError.ts';
import type { ByteSource } from './byteSource.ts';
import type { Companions } from './companions.ts';

/** How a download is bounded. */
export interface DownloadOptions {
	readonly signal?: AbortSignal | undefined;
	/** More than this is refused. */
	readonly maxDownloadBytes: number;
	/** Whether a data file may have any address. */
	readonly outsideFolder: boolean;
}

/**
 * Asks for an http(s), blob or data URL; the body is read as it arrives, once.
 * @throws VolumeError where the server cannot be reached, refuses, or announces more than is allowed
 */
export async function urlSource(
	url: URL,
	{ signal, maxDownloadBytes }: DownloadOptions,
): Promise<ByteSource> {
	const name = url.protocol === 'data:' ? 'data URL' : url.href;
	const response = await fetch(url, { signal }).catch((cause: unknown) => {
		signal?.throwIfAborted();
		const reason = cause instanceof Error && cause.cause instanceof Error ? ` (${cause.cause.message})` : '';
		throw new VolumeError(
			`${name} cannot be fetched: no answer${reason}; check the address and the connection`,
		);
	});
	if (!response.ok || response.body === null) {
		await response.body?.cancel();
		throw new VolumeError(`${name} cannot be fetched: the server answers ${response.status}`);
	}
	const sizeBytes = announcedBytes(response) ?? maxDownloadBytes;
	if (sizeBytes > maxDownloadBytes) {
		await response.body.cancel();
		throw new VolumeError(`${name}: the server announces ${sizeBytes} bytes, ${tooMany(maxDownloadBytes)}`);
	}
	return { name, sizeBytes, exact: false, chunks: () => body(response.body!, name, sizeBytes, signal) };
}

/** The files beside an address. */
export function urlCompanions(header: URL, options: DownloadOptions): Companions {
	return {
		image: async () => {
			const path = header.pathname.replace(/\.hdr(\.gz)?$/i, '');
			if (path === header.pathname) {
				throw new VolumeError(`${header.href}: the voxels are in an .img file; give the address of its .hdr`);
			}
			const image = new URL(header);
			image.pathname = `${path}.img`;
			return urlSource(image, options).catch(() => {
				image.pathname = `${path}.img.gz`;
				return urlSource(image, options);
			});
		},
		dataFile: async (name) => {
			const segments = options.outsideFolder ? undefined : dataFileSegments(name, header.href);
			return urlSource(new URL(segments?.map(encodeURIComponent).join('/') ?? name, header), options);
		},
	};
}

/** Size of the body where it is said and the body arrives as it was sent. */
function announcedBytes({ headers }: Response): number | undefined {
	const length = headers.get('content-length');
	if (length === null || headers.has('content-encoding') || !/^\d+$/.test(length)) return undefined;
	return Number(length);
}

async function* body(
	stream: ReadableStream<Uint8Array>,
	name: string,
	maxBytes: number,
	signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
	const reader = stream.getReader();
	let readBytes = 0;
	try {
		for (;;) {
			const { done, value } = await reader.read().catch(() => {
				signal?.throwIfAborted();
				throw new VolumeError(`${name}: the connection broke after ${readBytes} bytes; try again`);
			});
			if (done) return;
			readBytes += value.length;
			if (readBytes > maxBytes) {
				throw new VolumeError(`${name}: the server sends more than ${maxBytes} bytes, ${tooMany(maxBytes)}`);
			}
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}

function tooMany(maxBytes: number): string {
	return `more than the ${maxBytes} that are allowed; raise maxDownloadBytes if that is right`;
}
