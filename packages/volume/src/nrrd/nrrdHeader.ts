import type { ByteStream } from '../source/byteStream.ts';
import { VolumeError } from '../volumeError.ts';

/** The largest headers known hold a few MB of segment names and gradients. */
const MAX_HEADER_BYTES = 16 << 20;

/** The header of an NRRD file as text, not yet judged. */
export interface NrrdHeader {
	/** How messages name the file. */
	readonly name: string;
	/** `field: description`, by names in lower case and in their longer spelling. */
	readonly fields: ReadonlyMap<string, string>;
	/** `key:=value` */
	readonly pairs: ReadonlyMap<string, string>;
	/** What follows `data file: LIST`. */
	readonly listed: readonly string[];
}

const FIELDS: ReadonlySet<string> = new Set([
	'axis maxs',
	'axis mins',
	'block size',
	'byte skip',
	'centerings',
	'content',
	'data file',
	'dimension',
	'encoding',
	'endian',
	'kinds',
	'labels',
	'line skip',
	'max',
	'measurement frame',
	'min',
	'number',
	'old max',
	'old min',
	'sample units',
	'sizes',
	'space',
	'space dimension',
	'space directions',
	'space origin',
	'space units',
	'spacings',
	'thicknesses',
	'type',
	'units',
]);

const SHORT_SPELLINGS: ReadonlyMap<string, string> = new Map([
	...[...FIELDS].map((field) => [field.replaceAll(' ', ''), field] as const),
	['centers', 'centerings'],
]);

/**
 * Reads the header up to the empty line or the end, and leaves the stream at what follows.
 * @throws VolumeError where a line is no field, pair or comment, or a field comes twice
 */
export async function readNrrdHeader(stream: ByteStream): Promise<NrrdHeader> {
	const { name } = stream;
	const magic = await nextLine(stream);
	if (magic === undefined || !/^NRRD(000[1-6]|00\.01)\s*$/.test(magic)) {
		throw new VolumeError(
			`${name}: the first line is ${JSON.stringify(magic?.slice(0, 20) ?? '')}; an NRRD file begins with NRRD0001 to NRRD0006`,
		);
	}
	const fields = new Map<string, string>();
	const pairs = new Map<string, string>();
	const listed: string[] = [];
	for (;;) {
		const line = await nextLine(stream);
		if (line === undefined || line === '') return { name, fields, pairs, listed };
		if (line.startsWith('#')) continue;
		if (/^LIST\b/.test(fields.get('data file') ?? '')) listed.push(line);
		else addLine(line, fields, pairs, name);
	}
}

function addLine(line: string, fields: Map<string, string>, pairs: Map<string, string>, name: string): void {
	const colon = line.indexOf(':');
	if (colon >= 0 && line[colon + 1] === '=') {
		pairs.set(unescaped(line.slice(0, colon)), unescaped(line.slice(colon + 2)));
		return;
	}
	const field = colon < 0 ? undefined : fieldName(line.slice(0, colon));
	if (field === undefined) {
		throw new VolumeError(
			`${name}: the header line ${JSON.stringify(line.slice(0, 60))} is no field, key:=value pair or comment of NRRD`,
		);
	}
	if (fields.has(field)) throw new VolumeError(`${name}: the header has the field "${field}" twice`);
	fields.set(field, line.slice(colon + 1).trim());
}

function fieldName(text: string): string | undefined {
	const lower = text.trim().toLowerCase();
	return FIELDS.has(lower) ? lower : SHORT_SPELLINGS.get(lower);
}

const decoder = new TextDecoder();

async function nextLine(stream: ByteStream): Promise<string | undefined> {
	const line = await stream.readLine(MAX_HEADER_BYTES - stream.positionBytes);
	return line && decoder.decode(line);
}

/** A pair's line break is written as \n, its backslash as two. */
function unescaped(text: string): string {
	return text.replace(/\\(n|\\)/g, (_, letter) => (letter === 'n' ? '\n' : '\\'));
}

/** The opposite of what reading does to a key or a value. */
export function escapedPair(text: string): string {
	return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('\r', '');
}
