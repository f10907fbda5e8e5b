import { DicomError } from '../dicomError.ts';
import { DicomDataset } from './dicomDataset.ts';
import {
	type DicomBytes,
	type Encoding,
	EXPLICIT_LITTLE,
	IMPLICIT_LITTLE,
	readElementHeader,
} from './elementHeader.ts';
import { inflateBounded } from './inflateBounded.ts';
import { type TransferSyntax, transferSyntax } from './transferSyntax.ts';

const PREAMBLE_BYTES = 128;

/** A DICOM file: its data set and how it is written. */
export interface DicomFile {
	/** How messages name it. */
	readonly name: string;
	/** File meta information, group 0002; empty in a file without it. */
	readonly meta: DicomDataset;
	readonly dataset: DicomDataset;
	readonly transferSyntax: TransferSyntax;
}

/**
 * Whether bytes are a DICOM file: `DICM` after the preamble, or, as old writers left both out, a first element of
 * group 0002 or 0008.
 */
export function isDicom(bytes: Uint8Array): boolean {
	return startOfElements(bytes) !== undefined;
}

/**
 * Parses the bytes of a DICOM file into data sets whose values and sequences are read when they are asked for.
 * Explicit and implicit VR, little and big endian, deflated or not; the top level is checked to its end.
 * @param bytes the whole file; kept, not copied
 * @param name how messages name the file
 * @throws DicomError where the bytes are no DICOM file, or a damaged or truncated one
 */
export function parseDicom(bytes: Uint8Array, name = 'DICOM bytes'): DicomFile {
	const source = dicomBytes(bytes, name);
	const start = startOfElements(bytes);
	if (start === undefined) {
		throw new DicomError(
			`${name} is not a DICOM file: neither 'DICM' at byte 128 nor an element of group 0002 or 0008 at the start`,
		);
	}
	const metaEnd = endOfMeta(source, start);
	const meta = new DicomDataset(source, EXPLICIT_LITTLE, start, metaEnd);
	const uid = meta.text('TransferSyntaxUID');
	if (uid === undefined && metaEnd > start) {
		throw new DicomError(
			`${name}: TransferSyntaxUID (0002,0010) is missing, so nothing says how the file is written`,
		);
	}
	const syntax = uid === undefined ? guessSyntax(bytes, start) : transferSyntax(uid);
	const dataset = syntax.isDeflated
		? wholeDataset(dicomBytes(inflateBounded(bytes.subarray(metaEnd), name), name), syntax.encoding, 0)
		: wholeDataset(source, syntax.encoding, metaEnd);
	return { name, meta, dataset, transferSyntax: syntax };
}

function dicomBytes(bytes: Uint8Array, name: string): DicomBytes {
	return { name, bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.length) };
}

function wholeDataset(source: DicomBytes, encoding: Encoding, start: number): DicomDataset {
	const dataset = new DicomDataset(source, encoding, start, source.bytes.length);
	if (dataset.elements.size === 0)
		throw new DicomError(`${source.name}: the file ends before its data set; it is truncated`);
	return dataset;
}

function startOfElements(bytes: Uint8Array): number | undefined {
	const magic = String.fromCharCode(...bytes.subarray(PREAMBLE_BYTES, PREAMBLE_BYTES + 4));
	if (magic === 'DICM') return PREAMBLE_BYTES + 4;
	if (bytes.length < 16 || bytes[1] !== 0 || (bytes[0] !== 2 && bytes[0] !== 8)) return undefined;
	// Elements of group 0008 at the start have even lengths below 256, or a representation where lengths would be.
	const isImplicit = bytes[0] === 8 && bytes[5] === 0 && bytes[6] === 0 && bytes[7] === 0;
	return isImplicit || isVr(bytes) ? 0 : undefined;
}

function isVr(bytes: Uint8Array): boolean {
	return /^[A-Z]{2}$/.test(String.fromCharCode(bytes[4]!, bytes[5]!));
}

function guessSyntax(bytes: Uint8Array, start: number): TransferSyntax {
	const encoding = isVr(bytes.subarray(start)) ? EXPLICIT_LITTLE : IMPLICIT_LITTLE;
	return transferSyntax(encoding === EXPLICIT_LITTLE ? '1.2.840.10008.1.2.1' : '1.2.840.10008.1.2');
}

function endOfMeta(source: DicomBytes, start: number): number {
	const { view, bytes } = source;
	let at = start;
	while (at + 2 <= bytes.length && view.getUint16(at, true) === 2) {
		const { valueOffset, length } = readElementHeader(source, at, bytes.length, EXPLICIT_LITTLE);
		at = valueOffset + length;
		if (at > bytes.length) throw new DicomError(`${source.name}: the file meta information is damaged`);
	}
	return at;
}
