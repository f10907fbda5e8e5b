import type { DicomDataset } from '../parse/dicomDataset.ts';
import { parseDicom } from '../parse/parseDicom.ts';

// Mutants of DICOM files that know where elements begin and what their values are, all from one seed.

/** Random whole numbers below a limit. */
export type Below = (limit: number) => number;

/** A generator of 32 bit numbers (mulberry32); one seed gives one sequence. */
export function randomNumbers(seed: number): Below {
	// Neighbouring seeds begin far from one another.
	let state = Math.imul(seed, 0x9e3779b1) >>> 0;
	return (below) => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = Math.imul(state ^ (state >>> 15), state | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) % below;
	};
}

/** Where a file may be changed to some effect. */
export interface DicomStructure {
	/** Offsets at which elements, items and values begin or end. */
	readonly offsets: readonly number[];
	/** Values of elements. */
	readonly values: readonly StoredValue[];
}

interface StoredValue {
	readonly offset: number;
	readonly length: number;
	readonly kind: 'text' | 'word' | 'other';
}

const TEXT = /^(AE|AS|CS|DA|DS|DT|IS|LO|LT|PN|SH|ST|TM|UC|UI|UT)$/;
const WORD = /^(US|SS|UL|SL|AT)$/;

/** The structure of a valid file. */
export function structureOf(bytes: Uint8Array): DicomStructure {
	const { dataset, meta } = parseDicom(bytes);
	const offsets: number[] = [];
	const values: StoredValue[] = [];
	const open = dataset.source.bytes === bytes ? [meta, dataset] : [meta];
	for (let level = open.pop(); level !== undefined; level = open.pop()) {
		for (const { tag, vr, valueOffset, valueLength } of level.elements.values()) {
			for (const back of [12, 8, 6, 4, 2, 0]) offsets.push(Math.max(0, valueOffset - back));
			offsets.push(valueOffset + valueLength);
			const items = itemsOf(level, tag, vr);
			open.push(...items);
			if (items.length === 0 && valueLength > 0)
				values.push({ offset: valueOffset, length: valueLength, kind: valueKind(vr, valueLength) });
		}
	}
	return { offsets: offsets.filter((offset) => offset < bytes.length - 4), values };
}

function itemsOf(level: DicomDataset, tag: number, vr: string): readonly DicomDataset[] {
	return vr === 'SQ' || tag === 0x52009229 || tag === 0x52009230 ? level.items(tag) : [];
}

function valueKind(vr: string, length: number): StoredValue['kind'] {
	if (WORD.test(vr) || (vr === '' && length === 2)) return 'word';
	return TEXT.test(vr) || (vr === '' && length <= 64) ? 'text' : 'other';
}

const INTERESTING = [0, 1, 2, 7, 8, 0x7f, 0x80, 0xff, 0xfe, 0xe0, 0xdd, 0x0d] as const;
const INTERESTING_WORDS = [
	0, 1, 2, 0xff, 0x7fff, 0x8000, 0xffff, 0xfffe, 0x7fffffff, 0xffffffff, 0xfffffffe,
] as const;
const SMALL_WORDS = [
	0, 1, 2, 3, 4, 5, 7, 8, 11, 12, 15, 16, 24, 32, 255, 256, 0x7fff, 0x8000, 0xffff,
] as const;
const TEXTS = [
	'0',
	'1',
	'2',
	'-1',
	'0.5',
	'1.5e3',
	'1E400',
	'nan',
	'1\\1',
	'0\\0\\0',
	'1\\0\\0\\0\\1\\0',
	'0\\1\\0\\0\\0\\-1',
	'\\\\',
	'',
	'MONOCHROME1',
	'MONOCHROME2',
	'RGB',
	'BINARY',
	'FRACTIONAL',
	'LABELMAP',
	'OCCUPANCY',
	'DERIVED\\PRIMARY',
	'1.2.840.10008.1.2',
	'1.2.840.10008.1.2.1',
	'1.2.840.10008.1.2.2',
	'1.2.840.10008.1.2.4.70',
	'1.2.840.10008.1.2.5',
	'1.2.3',
] as const;

/** One mutant: one to four changes, most of them of a value or where elements begin. */
export function mutant(bytes: Uint8Array, structure: DicomStructure, below: Below): Uint8Array {
	let changed: Uint8Array<ArrayBuffer> = new Uint8Array(bytes);
	const changes = below(2) === 0 ? 1 : 1 + below(4);
	for (let left = changes; left > 0 && changed.length >= 8; left--) {
		const change = below(2) === 0 ? changeValue : changeBytes;
		changed = change(changed, structure, below);
	}
	return changed;
}

function changeValue(
	bytes: Uint8Array<ArrayBuffer>,
	{ values }: DicomStructure,
	below: Below,
): Uint8Array<ArrayBuffer> {
	const { offset, length, kind } = values[below(values.length)]!;
	// What went before may have moved or cut it.
	const value = bytes.subarray(offset, offset + length);
	if (value.length === 0) return bytes;
	if (kind === 'word' && value.length >= 2) {
		const at = value.byteOffset + 2 * below(value.length >> 1);
		new DataView(bytes.buffer).setUint16(at, SMALL_WORDS[below(SMALL_WORDS.length)]!, below(8) > 0);
	} else if (kind === 'text' && below(3) > 0) {
		const text = TEXTS[below(TEXTS.length)]!;
		for (let n = 0; n < value.length; n++) value[n] = n < text.length ? text.charCodeAt(n) : 0x20;
	} else if (kind === 'text') {
		// A digit for a digit, mostly.
		value[below(value.length)] = '0123456789.-\\ E'.charCodeAt(below(15));
	} else {
		value[below(value.length)] = below(256);
	}
	return bytes;
}

function changeBytes(
	bytes: Uint8Array<ArrayBuffer>,
	{ offsets }: DicomStructure,
	below: Below,
): Uint8Array<ArrayBuffer> {
	const place = (): number => Math.min(offsets[below(offsets.length)]!, bytes.length - 4);
	const at = below(4) === 0 ? below(bytes.length) : place();
	const view = new DataView(bytes.buffer);
	switch (below(8)) {
		case 0:
			bytes[at] ^= 1 << below(8);
			return bytes;
		case 1:
			bytes[at] = INTERESTING[below(INTERESTING.length)]!;
			return bytes;
		case 2:
			view.setUint16(Math.min(at, bytes.length - 2), INTERESTING_WORDS[below(7)]!, below(8) > 0);
			return bytes;
		case 3:
			view.setUint32(Math.min(at, bytes.length - 4), INTERESTING_WORDS[below(11)]!, below(8) > 0);
			return bytes;
		case 4:
			return bytes.slice(0, at);
		case 5:
			return spliced(bytes, at, Math.min(bytes.length, Math.max(at, place())));
		case 6:
			return spliced(bytes, Math.min(bytes.length, Math.max(at, place()), at + 256), at);
		default:
			bytes.copyWithin(at, place(), place() + 16);
			return bytes;
	}
}

/** The bytes up to one place and from another on: less, or some of them twice. */
function spliced(bytes: Uint8Array, until: number, from: number): Uint8Array<ArrayBuffer> {
	const joined = new Uint8Array(until + bytes.length - from);
	joined.set(bytes.subarray(0, until));
	joined.set(bytes.subarray(from), until);
	return joined;
}
