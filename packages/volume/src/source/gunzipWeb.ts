import { concatenate } from './concatenate.ts';
import { endWithoutZeros } from './endWithoutZeros.ts';
import { maxInflation } from './maxInflation.ts';

/** How many places that only look like the start of a member are tried before the file is given up. */
const MAX_FALSE_STARTS = 256;
/** The checksum and the length at the end of a member. */
const TRAILER_BYTES = 8;
/** Those eight and the last byte of an empty member's content. */
const MOST_OWN_ZEROS = 9;
const LENGTH_BYTES = 4;
/** A member with nothing in it: its header, two bytes, checksum and length. */
const EMPTY_MEMBER_BYTES = 20;

/**
 * Inflates gzip content with `DecompressionStream`, for browsers.
 *
 * `DecompressionStream` takes one member and calls all that follows junk, so each member is cut out first. Where one
 * ends is not written in the file: places that look like the header of the next are tried in turn, and the checksum
 * tells which is right.
 */
export async function* gunzipWeb(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const parts: Uint8Array[] = [];
	for await (const chunk of chunks) parts.push(chunk);
	const bytes = parts.length === 1 ? (parts[0] as Uint8Array<ArrayBuffer>) : concatenate(parts);
	let start = 0;
	let falseStarts = 0;
	while (start < bytes.length && isMemberStart(bytes, start)) {
		let end = nextMemberStart(bytes, start + 18);
		while (end < bytes.length && !(await inflatesWhole(bytes.subarray(start, end)))) {
			if (++falseStarts > MAX_FALSE_STARTS) throw new Error('too many places that only look like a member');
			end = nextMemberStart(bytes, end + 1);
		}
		yield* inflateMember(bytes.subarray(start, await endOfMember(bytes, start, end)));
		start = end;
	}
}

/**
 * Where a member ends if zeros pad it. Its checksum and length may end with zeros of their own, so some of them may
 * belong to it: the length says which, or else the checksum.
 */
async function endOfMember(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): Promise<number> {
	const least = start + endWithoutZeros(bytes.subarray(start, end));
	// Of four zeros or more the last four would say that the member is empty.
	if (end - least < LENGTH_BYTES || end - start === EMPTY_MEMBER_BYTES) return end;
	const ends = Array.from({ length: MOST_OWN_ZEROS + 1 }, (_, more) => least + more).filter(
		(one) => one <= end && mayEndAt(bytes, start, one),
	);
	if (ends.length === 1) return ends[0]!;
	for (const tried of ends) if (await inflatesWhole(bytes.subarray(start, tried))) return tried;
	return end;
}

/** Whether the length before a place could be that of what a member up to there inflates to. */
function mayEndAt(bytes: Uint8Array<ArrayBuffer>, start: number, end: number): boolean {
	if (end - start < 10 + TRAILER_BYTES) return false;
	const mostBytes = (end - start) * maxInflation('gzip');
	return (
		mostBytes >= 2 ** 32 ||
		new DataView(bytes.buffer, bytes.byteOffset + end - 4).getUint32(0, true) <= mostBytes
	);
}

/** Whether a gzip header is here: magic, deflate, no reserved flag. */
function isMemberStart(bytes: Uint8Array, at: number): boolean {
	return bytes[at] === 0x1f && bytes[at + 1] === 0x8b && bytes[at + 2] === 8 && (bytes[at + 3]! & 0xe0) === 0;
}

function nextMemberStart(bytes: Uint8Array, from: number): number {
	for (let at = bytes.indexOf(0x1f, from); at >= 0; at = bytes.indexOf(0x1f, at + 1)) {
		if (isMemberStart(bytes, at)) return at;
	}
	return bytes.length;
}

async function inflatesWhole(member: Uint8Array<ArrayBuffer>): Promise<boolean> {
	try {
		for await (const _ of inflateMember(member));
		return true;
	} catch {
		return false;
	}
}

/** Inflates zlib content (RFC 1950) with `DecompressionStream`, for browsers. */
export async function* inflateWeb(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
	const parts: Uint8Array[] = [];
	for await (const chunk of chunks) parts.push(chunk);
	yield* inflateMember(concatenate(parts), 'deflate');
}

async function* inflateMember(
	member: Uint8Array<ArrayBuffer>,
	format: CompressionFormat = 'gzip',
): AsyncGenerator<Uint8Array> {
	const reader = new Blob([member]).stream().pipeThrough(new DecompressionStream(format)).getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) return;
			yield value;
		}
	} finally {
		await reader.cancel().catch(() => undefined);
	}
}
