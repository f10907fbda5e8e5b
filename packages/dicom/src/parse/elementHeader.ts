import { DicomError } from '../dicomError.ts';
import { tagText } from './tags.ts';
import { SHORT_LENGTH } from './vr.ts';

/** How a run of elements is written. */
export interface Encoding {
	readonly explicitVr: boolean;
	readonly littleEndian: boolean;
}

/** What sequences of unknown VR hold (PS3.5 section 6.2.2). */
export const IMPLICIT_LITTLE: Encoding = { explicitVr: false, littleEndian: true };
/** What file meta information is written in. */
export const EXPLICIT_LITTLE: Encoding = { explicitVr: true, littleEndian: true };

/** The bytes of one file and how messages name it. */
export interface DicomBytes {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly view: DataView;
}

/** An element up to its value. */
export interface ElementHeader {
	readonly tag: number;
	/** Empty where the file does not state it. */
	readonly vr: string;
	readonly valueOffset: number;
	/** Bytes of the value, or `UNDEFINED_LENGTH`. */
	readonly length: number;
}

/** The length of a value that ends with a delimiter. */
export const UNDEFINED_LENGTH = 0xffffffff;
export const ITEM = 0xfffee000;
export const ITEM_END = 0xfffee00d;
export const SEQUENCE_END = 0xfffee0dd;

/**
 * Reads tag, VR and length at an offset; a defined length lies within `end`.
 * @param end first byte that does not belong to the surrounding data set
 * @throws DicomError if the header or the value goes beyond `end`, or where no element can stand there
 */
export function readElementHeader(
	source: DicomBytes,
	at: number,
	end: number,
	encoding: Encoding,
): ElementHeader {
	const { name, bytes, view } = source;
	const { littleEndian } = encoding;
	if (end - at < 8) throw cutOff(source, at, end);
	const tag = ((view.getUint16(at, littleEndian) << 16) | view.getUint16(at + 2, littleEndian)) >>> 0;
	const isDelimiter = tag >>> 16 === 0xfffe;
	if (!encoding.explicitVr || isDelimiter) {
		return checked(
			source,
			{ tag, vr: '', valueOffset: at + 8, length: view.getUint32(at + 4, littleEndian) },
			end,
		);
	}
	const [first, second] = [bytes[at + 4]!, bytes[at + 5]!];
	if (!isCapital(first) || !isCapital(second)) {
		throw new DicomError(
			`${name}: no value representation stands at byte ${at + 4}, after the tag ${tagText(tag)}; the file is damaged or its transfer syntax is not the stated one`,
		);
	}
	const vr = String.fromCharCode(first, second);
	if (SHORT_LENGTH.has(vr)) {
		return checked(
			source,
			{ tag, vr, valueOffset: at + 8, length: view.getUint16(at + 6, littleEndian) },
			end,
		);
	}
	if (end - at < 12) throw cutOff(source, at, end);
	return checked(
		source,
		{ tag, vr, valueOffset: at + 12, length: view.getUint32(at + 8, littleEndian) },
		end,
	);
}

function checked(source: DicomBytes, header: ElementHeader, end: number): ElementHeader {
	const { tag, valueOffset, length } = header;
	if (length === UNDEFINED_LENGTH || valueOffset + length <= end) return header;
	throw new DicomError(
		`${source.name}: ${tag === 0x7fe00010 ? 'PixelData ' : ''}${tagText(tag)} declares a length of ${length} bytes, but only ${end - valueOffset} are left; the file is truncated or damaged`,
	);
}

function cutOff({ name }: DicomBytes, at: number, end: number): DicomError {
	return new DicomError(
		`${name}: the data set ends inside an element, at byte ${end} of one that starts at ${at}; the file is truncated`,
	);
}

function isCapital(code: number): boolean {
	return code >= 0x41 && code <= 0x5a;
}
