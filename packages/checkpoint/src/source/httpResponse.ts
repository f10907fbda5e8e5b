import { CheckpointError } from '../checkpointError.ts';
import { ChunkList } from './chunkList.ts';
import type { ReadProgress } from './readProgress.ts';

/** The part of a file that a response holds: `[begin, end)` of `total` bytes. */
export interface ContentRange {
	readonly begin: number;
	readonly end: number;
	readonly total: number;
}

/** How errors call a URL: without its query and user, which may be secrets. */
export function urlName(url: URL): string {
	return `file ${url.protocol}//${url.host}${url.pathname}`;
}

/** One request. @throws CheckpointError if no server answers. */
export async function request(
	url: URL,
	range: string | undefined,
	signal: AbortSignal | undefined,
): Promise<Response> {
	try {
		return await fetch(url, { ...(range && { headers: { range } }), ...(signal && { signal }) });
	} catch (error) {
		throw new CheckpointError('the server cannot be reached', { cause: error });
	}
}

/** The range of a response; undefined where the server (or CORS) does not tell it. */
export function contentRange(response: Response): ContentRange | undefined {
	const header = response.headers.get('content-range');
	if (header === null) return undefined;
	const found = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(header.trim());
	if (!found) throw new CheckpointError(`the server answered with the range ${JSON.stringify(header)}`);
	const [begin, last, total] = found.slice(1).map(Number) as [number, number, number];
	return { begin, end: last + 1, total };
}

/** What tells one version of a file from another. */
export function versionOf(response: Response): string {
	return `${response.headers.get('etag')} ${response.headers.get('last-modified')}`;
}

/** The length that the server announces for the body; unknown where the body is compressed on its way. */
export function announcedLength(response: Response): number | undefined {
	const length = response.headers.get('content-length');
	const encoding = response.headers.get('content-encoding') ?? 'identity';
	return encoding === 'identity' && length !== null && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/**
 * Reads a body to its end.
 * @param expected its length in bytes, where that is known; it is enforced.
 * @throws CheckpointError if the body is longer or shorter, or the connection breaks.
 */
export async function readBody(
	response: Response,
	expected: number | undefined,
	progress: ReadProgress,
): Promise<ChunkList> {
	const chunks = new ChunkList();
	const reader = response.body?.getReader();
	try {
		for (;;) {
			const next = await reader?.read().catch((error: unknown) => {
				throw new CheckpointError(truncation(chunks.byteLength, expected), { cause: error });
			});
			if (next?.value === undefined) break;
			chunks.append(next.value);
			if (expected !== undefined && chunks.byteLength > expected) {
				throw new CheckpointError(`the server sent more than the ${expected} bytes it announced`);
			}
			progress.add(next.value.length);
		}
	} finally {
		await reader?.cancel().catch(() => undefined);
	}
	if (expected !== undefined && chunks.byteLength < expected) {
		throw new CheckpointError(truncation(chunks.byteLength, expected));
	}
	return chunks;
}

function truncation(arrived: number, expected: number | undefined): string {
	return `the download is truncated: the connection ended after ${arrived} of ${expected ?? 'an unknown number of'} bytes`;
}
