import { DicomError } from '../dicomError.ts';
import {
	type DicomBytes,
	type ElementHeader,
	type Encoding,
	IMPLICIT_LITTLE,
	ITEM,
	readElementHeader,
	UNDEFINED_LENGTH,
} from './elementHeader.ts';
import { elementNumbers, elementText, numberVr } from './elementValue.ts';
import { misplaced, skipUndefined, undefinedContent } from './skipUndefined.ts';
import { type DicomKeyword, TAGS, tagText } from './tags.ts';

/** What no real data set comes near, and what keeps the memory of a hostile one in bounds. */
const MAX_ELEMENTS = 100_000;
const MAX_ITEMS = 500_000;

/** One element of a data set; its value stays in the file's bytes until it is asked for. */
export interface DicomElement {
	readonly tag: number;
	/** As the file states it; empty in files of implicit VR. */
	readonly vr: string;
	readonly valueOffset: number;
	/** Bytes of the value, without the delimiter where the length is undefined. */
	readonly valueLength: number;
	readonly hasUndefinedLength: boolean;
}

/** A data set, or an item of a sequence: elements by tag, found when the first is asked for. */
export class DicomDataset {
	readonly source: DicomBytes;
	readonly encoding: Encoding;
	readonly #start: number;
	readonly #end: number;
	readonly #characterSet: string;
	#elements: ReadonlyMap<number, DicomElement> | undefined;
	#items: Map<number, readonly DicomDataset[]> | undefined;

	/**
	 * @param start first byte of the first element
	 * @param end first byte after the last
	 * @param characterSet of the data set around this one; its own goes before it
	 */
	constructor(source: DicomBytes, encoding: Encoding, start: number, end: number, characterSet = '') {
		this.source = source;
		this.encoding = encoding;
		this.#start = start;
		this.#end = end;
		this.#characterSet = characterSet;
	}

	/**
	 * Elements by tag, in the order of the file.
	 * @throws DicomError where the data set is damaged or cut off
	 */
	get elements(): ReadonlyMap<number, DicomElement> {
		this.#elements ??= readElements(this.source, this.encoding, this.#start, this.#end);
		return this.#elements;
	}

	/** An element by keyword or tag; undefined where it is absent. */
	element(key: DicomKeyword | number): DicomElement | undefined {
		return this.elements.get(typeof key === 'number' ? key : TAGS[key][0]);
	}

	/** Whether an element is there and has a value. */
	has(key: DicomKeyword): boolean {
		return (this.element(key)?.valueLength ?? 0) > 0;
	}

	/** Bytes of a value as they are in the file, not copied. */
	bytes(key: DicomKeyword | number): Uint8Array | undefined {
		const element = this.element(key);
		return (
			element && this.source.bytes.subarray(element.valueOffset, element.valueOffset + element.valueLength)
		);
	}

	/** Values of a text element, trimmed; none where it is absent or empty. */
	texts(key: DicomKeyword): string[] {
		const bytes = this.bytes(key);
		if (bytes === undefined || bytes.length === 0) return [];
		return elementText(bytes, this.characterSet)
			.split('\\')
			.map((text) => text.replace(/^[ \0]+|[ \0]+$/g, ''));
	}

	/** First value of a text element, trimmed; undefined where it is absent or empty. */
	text(key: DicomKeyword): string | undefined {
		return this.texts(key)[0] || undefined;
	}

	/**
	 * Values of a numeric element, whether binary or text; none where it is absent or empty.
	 * @throws DicomError where one is not a number
	 */
	numbers(key: DicomKeyword): number[] {
		const element = this.element(key);
		if (element === undefined || element.valueLength === 0) return [];
		const vr = numberVr(element.vr, TAGS[key][1]);
		const bytes = this.bytes(key)!;
		const values = vr && elementNumbers(bytes, vr, this.encoding.littleEndian);
		if (values) return values;
		throw new DicomError(
			`${this.source.name}: ${key} ${tagText(element.tag)} does not hold numbers ('${elementText(bytes.subarray(0, 32), '').replace(/[^ -~]/g, '?')}' as ${element.vr || vr})`,
		);
	}

	/** First value of a numeric element; undefined where it is absent or empty. */
	number(key: DicomKeyword): number | undefined {
		return this.numbers(key)[0];
	}

	/**
	 * Items of a sequence; none where it is absent or empty.
	 * @throws DicomError where it is not a sequence, or damaged
	 */
	items(key: DicomKeyword | number): readonly DicomDataset[] {
		const element = this.element(key);
		if (element === undefined) return [];
		this.#items ??= new Map();
		let items = this.#items.get(element.tag);
		if (items === undefined) {
			const encoding = element.vr === 'UN' ? IMPLICIT_LITTLE : this.encoding;
			items = readItems(this.source, encoding, element, this.characterSet);
			this.#items.set(element.tag, items);
		}
		return items;
	}

	/** SpecificCharacterSet of this data set, or of the one around it. */
	get characterSet(): string {
		const bytes = this.bytes('SpecificCharacterSet');
		return bytes === undefined ? this.#characterSet : elementText(bytes, '').trim();
	}
}

function readElements(
	source: DicomBytes,
	encoding: Encoding,
	start: number,
	end: number,
): ReadonlyMap<number, DicomElement> {
	const elements = new Map<number, DicomElement>();
	for (let at = start; at < end && !isPadding(source, at, end); ) {
		const header = readElementHeader(source, at, end, encoding);
		const next = elementEnd(source, header, end, encoding);
		const hasUndefinedLength = header.length === UNDEFINED_LENGTH;
		const { tag, vr, valueOffset } = header;
		const valueLength = next - valueOffset - (hasUndefinedLength ? 8 : 0);
		if (elements.has(tag))
			throw new DicomError(`${source.name}: ${tagText(tag)} stands twice in one data set`);
		if (elements.size === MAX_ELEMENTS) {
			throw new DicomError(
				`${source.name}: a data set has more than ${MAX_ELEMENTS} elements; it is damaged or hostile`,
			);
		}
		elements.set(tag, { tag, vr, valueOffset, valueLength, hasUndefinedLength });
		at = next;
	}
	return elements;
}

function elementEnd(source: DicomBytes, header: ElementHeader, end: number, encoding: Encoding): number {
	if (header.tag >>> 16 === 0xfffe) throw misplaced(source, header);
	if (header.length !== UNDEFINED_LENGTH) return header.valueOffset + header.length;
	const content = undefinedContent(header, encoding);
	if (content === undefined) {
		throw new DicomError(
			`${source.name}: ${tagText(header.tag)} of representation ${header.vr} has an undefined length, which only sequences and pixel data may have`,
		);
	}
	return skipUndefined(source, header.valueOffset, end, content);
}

function readItems(
	source: DicomBytes,
	encoding: Encoding,
	{ valueOffset, valueLength }: DicomElement,
	characterSet: string,
): readonly DicomDataset[] {
	const items: DicomDataset[] = [];
	const end = valueOffset + valueLength;
	for (let at = valueOffset; at < end; ) {
		const header = readElementHeader(source, at, end, encoding);
		if (header.tag !== ITEM) throw misplaced(source, header);
		const isOpen = header.length === UNDEFINED_LENGTH;
		at = isOpen
			? skipUndefined(source, header.valueOffset, end, { kind: 'item', encoding })
			: header.valueOffset + header.length;
		if (items.length === MAX_ITEMS) {
			throw new DicomError(
				`${source.name}: a sequence has more than ${MAX_ITEMS} items; it is damaged or hostile`,
			);
		}
		items.push(new DicomDataset(source, encoding, header.valueOffset, isOpen ? at - 8 : at, characterSet));
	}
	return items;
}

/** Zeros up to the end, which some writers leave behind the last element. */
function isPadding({ bytes, view }: DicomBytes, at: number, end: number): boolean {
	if (end - at >= 4 && view.getUint32(at) !== 0) return false;
	for (let n = at; n < end; n++) if (bytes[n] !== 0) return false;
	return true;
}
