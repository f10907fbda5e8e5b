import { DicomError } from '../dicomError.ts';
import { type DicomKeyword, TAGS } from '../parse/tags.ts';
import { SHORT_LENGTH, type Vr } from '../parse/vr.ts';
import { formatDecimal } from './formatDecimal.ts';

type Many<T> = T | readonly T[];

/** What an element of each representation is given as. */
type ValueOf<V extends Vr> = V extends 'SQ'
	? readonly DatasetContent[]
	: V extends 'OB' | 'OW'
		? Uint8Array
		: V extends 'DS' | 'IS'
			? Many<number> | ''
			: V extends 'US' | 'UL' | 'AT'
				? Many<number>
				: Many<string>;

/**
 * The elements of a data set to be written, by the standard's keyword: an empty text is written as an element without
 * a value, an undefined one not at all.
 */
export type DatasetContent = {
	readonly [K in DicomKeyword]?: ValueOf<(typeof TAGS)[K][1]> | undefined;
};

/** Longest value in characters, of those representations that have one (PS3.5 section 6.2). */
const LONGEST: Readonly<Partial<Record<Vr, number>>> = { CS: 16, SH: 16, LO: 64, UI: 64, PN: 64, ST: 1024 };

const ITEM_TAG = [0xfe, 0xff, 0x00, 0xe0] as const;
const NUMBER_BYTES: Readonly<Partial<Record<Vr, number>>> = { US: 2, UL: 4, AT: 4 };

/** Whether elements state their representation; without, every length has 32 bits. */
export type VrForm = 'explicit' | 'implicit';

/**
 * Bytes of a data set in little endian, elements in the order of their tags and every length stated.
 * @throws DicomError where a value is too long for its element or holds a backslash
 */
export function encodeDataset(content: DatasetContent, form: VrForm = 'explicit'): Uint8Array<ArrayBuffer> {
	return join(datasetParts(content, form));
}

function datasetParts(content: DatasetContent, form: VrForm): Uint8Array[] {
	const keywords = (Object.keys(content) as DicomKeyword[]).filter(
		(keyword) => content[keyword] !== undefined,
	);
	keywords.sort((a, b) => TAGS[a][0] - TAGS[b][0]);
	return keywords.flatMap((keyword) => {
		const [tag, vr] = TAGS[keyword];
		const value = valueParts(keyword, content[keyword]!, form);
		// Pixels of one byte or less are OB in explicit files, though OW in implicit ones.
		const isBytes = keyword === 'PixelData' && Number(content.BitsAllocated ?? 8) <= 8;
		const stated = form === 'implicit' ? undefined : isBytes ? 'OB' : vr;
		return [elementHeader(tag, stated, byteCount(value)), ...value];
	});
}

function elementHeader(tag: number, vr: Vr | undefined, length: number): Uint8Array {
	const isShort = vr !== undefined && SHORT_LENGTH.has(vr);
	const bytes = new Uint8Array(vr === undefined || isShort ? 8 : 12);
	const view = new DataView(bytes.buffer);
	view.setUint16(0, tag >>> 16, true);
	view.setUint16(2, tag & 0xffff, true);
	if (vr !== undefined) bytes.set([vr.charCodeAt(0), vr.charCodeAt(1)], 4);
	if (isShort && length > 0xffff) {
		throw new DicomError(`an element of representation ${vr} holds at most 65534 bytes, not ${length}`);
	}
	if (isShort) view.setUint16(6, length, true);
	else view.setUint32(bytes.length - 4, length, true);
	return bytes;
}

function valueParts(
	keyword: DicomKeyword,
	value: NonNullable<DatasetContent[DicomKeyword]>,
	form: VrForm,
): Uint8Array[] {
	const [, vr] = TAGS[keyword];
	if (value instanceof Uint8Array) return value.length % 2 === 0 ? [value] : [value, Uint8Array.of(0)];
	if (vr === 'SQ') return (value as readonly DatasetContent[]).flatMap((item) => itemParts(item, form));
	const values = (Array.isArray(value) ? value : [value]) as readonly (string | number)[];
	const size = NUMBER_BYTES[vr];
	return [size === undefined ? textBytes(keyword, vr, values) : numberBytes(vr, size, values.map(Number))];
}

function itemParts(content: DatasetContent, form: VrForm): Uint8Array[] {
	const parts = datasetParts(content, form);
	const header = new Uint8Array(8);
	header.set(ITEM_TAG);
	new DataView(header.buffer).setUint32(4, byteCount(parts), true);
	return [header, ...parts];
}

function numberBytes(vr: Vr, size: number, values: readonly number[]): Uint8Array {
	const bytes = new Uint8Array(size * values.length);
	const view = new DataView(bytes.buffer);
	for (const [n, value] of values.entries()) {
		if (vr === 'US') view.setUint16(size * n, value, true);
		else if (vr === 'UL') view.setUint32(size * n, value, true);
		else {
			view.setUint16(size * n, value >>> 16, true);
			view.setUint16(size * n + 2, value & 0xffff, true);
		}
	}
	return bytes;
}

function textBytes(keyword: DicomKeyword, vr: Vr, values: readonly (string | number)[]): Uint8Array {
	const texts = values.map((value) => (typeof value === 'number' ? formatDecimal(value) : value));
	const longest = LONGEST[vr] ?? Number.POSITIVE_INFINITY;
	for (const text of texts) {
		if ([...text].length > longest) {
			throw new DicomError(`${keyword} holds at most ${longest} characters, not '${text}': shorten it`);
		}
		if (text.includes('\\') && vr !== 'ST') {
			throw new DicomError(`${keyword} may not hold a backslash, which parts values: '${text}'`);
		}
	}
	const bytes = new TextEncoder().encode(texts.join('\\'));
	if (bytes.length % 2 === 0) return bytes;
	const padded = new Uint8Array(bytes.length + 1).fill(vr === 'UI' ? 0 : 0x20);
	padded.set(bytes);
	return padded;
}

function byteCount(parts: readonly Uint8Array[]): number {
	return parts.reduce((sum, part) => sum + part.length, 0);
}

/** Several runs of bytes as one. */
export function join(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const bytes = new Uint8Array(byteCount(parts));
	let at = 0;
	for (const part of parts) {
		bytes.set(part, at);
		at += part.length;
	}
	return bytes;
}
