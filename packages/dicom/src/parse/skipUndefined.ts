import { DicomError } from '../dicomError.ts';
import {
	type DicomBytes,
	type ElementHeader,
	type Encoding,
	IMPLICIT_LITTLE,
	ITEM,
	ITEM_END,
	readElementHeader,
	SEQUENCE_END,
	UNDEFINED_LENGTH,
} from './elementHeader.ts';
import { tagText } from './tags.ts';

/** Structured reports reach some twenty levels. */
const MAX_DEPTH = 256;

/** A sequence or an item of undefined length that is being walked through. */
interface Level {
	readonly kind: 'sequence' | 'fragments' | 'item';
	readonly encoding: Encoding;
}

/** What a value of undefined length holds, or undefined where it may not have one. */
export function undefinedContent({ vr, tag }: ElementHeader, encoding: Encoding): Level | undefined {
	if (vr === 'SQ' || (vr === '' && tag >>> 16 !== 0xfffe)) return { kind: 'sequence', encoding };
	if (vr === 'UN') return { kind: 'sequence', encoding: IMPLICIT_LITTLE };
	if (vr === 'OB' || vr === 'OW') return { kind: 'fragments', encoding };
	return undefined;
}

/**
 * First byte after the delimiter that ends a sequence, a run of fragments or an item of undefined length.
 * Elements are walked by their lengths with a list of open levels, so bytes that look like a delimiter do not
 * end anything and no depth overflows the call stack.
 * @param at first byte of the content
 * @throws DicomError where the content is cut off, is not a sequence, or nests deeper than 256 levels
 */
export function skipUndefined(source: DicomBytes, at: number, end: number, content: Level): number {
	const open: Level[] = [content];
	let next = at;
	while (open.length > 0) {
		const level = open.at(-1)!;
		const header = readElementHeader(source, next, end, level.encoding);
		next = header.valueOffset;
		if (header.tag === (level.kind === 'item' ? ITEM_END : SEQUENCE_END)) open.pop();
		else if (header.length !== UNDEFINED_LENGTH) next += definedLength(source, header, level);
		else open.push(opened(source, header, level));
		if (open.length > 2 * MAX_DEPTH) {
			throw new DicomError(
				`${source.name}: sequences nest deeper than ${MAX_DEPTH} levels at byte ${next}; the file is damaged or hostile`,
			);
		}
	}
	return next;
}

function definedLength(source: DicomBytes, header: ElementHeader, { kind }: Level): number {
	if ((header.tag === ITEM) !== (kind !== 'item')) throw misplaced(source, header);
	return header.length;
}

function opened(source: DicomBytes, header: ElementHeader, level: Level): Level {
	if (level.kind === 'sequence' && header.tag === ITEM) return { kind: 'item', encoding: level.encoding };
	const content = level.kind === 'item' ? undefinedContent(header, level.encoding) : undefined;
	if (content === undefined) throw misplaced(source, header);
	return content;
}

/** Where an item stands outside a sequence, or something else inside one. */
export function misplaced({ name }: DicomBytes, { tag, valueOffset }: ElementHeader): DicomError {
	return new DicomError(
		`${name}: ${tagText(tag)} before byte ${valueOffset} does not belong there; the items of a sequence are damaged`,
	);
}
