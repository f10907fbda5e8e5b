import { DicomError } from '../dicomError.ts';
import type { DicomDataset, DicomElement } from '../parse/dicomDataset.ts';
import { EXPLICIT_LITTLE, ITEM, readElementHeader } from '../parse/elementHeader.ts';
import type { PixelLayout } from './pixelLayout.ts';

/**
 * The compressed bytes of each frame of encapsulated pixel data (PS3.5 annex A.4): one fragment a frame, or, where
 * there are more, those from one entry of the offset table to the next.
 * @param name how messages name the file
 * @throws DicomError where the fragments cannot be told apart by frame
 */
export function pixelFragments(dataset: DicomDataset, layout: PixelLayout, name: string): Uint8Array[] {
	const element = dataset.element('PixelData')!;
	const [table, ...fragments] = readFragments(dataset, element);
	if (table === undefined || fragments.length < layout.frames) {
		throw new DicomError(
			`${name}: ${fragments.length} fragments of pixel data do not make ${layout.frames} frames; the file is truncated`,
		);
	}
	if (fragments.length === layout.frames) return fragments.map(({ bytes }) => bytes);
	if (layout.frames === 1) return [joinFragments(fragments)];
	const starts = tableStarts(table, fragments, layout.frames);
	if (starts === undefined) {
		throw new DicomError(
			`${name}: nothing says which of ${fragments.length} fragments of pixel data belong to which of ${layout.frames} frames; the offset table is missing or damaged`,
		);
	}
	return starts.map((start, n) => joinFragments(fragments.slice(start, starts[n + 1])));
}

interface Fragment {
	/** Offset of its item, as offset tables count: from the item after the table. */
	readonly offset: number;
	readonly bytes: Uint8Array;
}

function readFragments({ source }: DicomDataset, { valueOffset, valueLength }: DicomElement): Fragment[] {
	const fragments: Fragment[] = [];
	const end = valueOffset + valueLength;
	let origin = valueOffset;
	for (let at = valueOffset; at < end; ) {
		const { tag, valueOffset: start, length } = readElementHeader(source, at, end, EXPLICIT_LITTLE);
		if (tag !== ITEM)
			throw new DicomError(`${source.name}: the fragments of the pixel data are damaged at byte ${at}`);
		fragments.push({ offset: at - origin, bytes: source.bytes.subarray(start, start + length) });
		at = start + length;
		if (fragments.length === 1) origin = at;
	}
	return fragments;
}

/** Number of the first fragment of each frame, by the offset table. */
function tableStarts(table: Fragment, fragments: readonly Fragment[], frames: number): number[] | undefined {
	const { bytes } = table;
	if (bytes.length !== 4 * frames) return undefined;
	const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
	const numbers = new Map(fragments.map(({ offset }, n) => [offset, n]));
	const starts = Array.from({ length: frames }, (_, n) => numbers.get(view.getUint32(4 * n, true)) ?? -1);
	const isAscending = starts.every((start, n) => (n === 0 ? start === 0 : start > starts[n - 1]!));
	return isAscending ? starts : undefined;
}

function joinFragments(fragments: readonly Fragment[]): Uint8Array {
	if (fragments.length === 1) return fragments[0]!.bytes;
	const whole = new Uint8Array(fragments.reduce((size, { bytes }) => size + bytes.length, 0));
	let at = 0;
	for (const { bytes } of fragments) {
		whole.set(bytes, at);
		at += bytes.length;
	}
	return whole;
}
