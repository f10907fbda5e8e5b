import { CheckpointError } from './checkpointError.ts';
import { bytesPerElement, type Dtype, isDtype } from './dtype.ts';
import { type HeaderValue, parseHeaderJson } from './headerJson.ts';

/** The format's own limit on the header, in bytes. */
export const MAX_HEADER_BYTES = 100_000_000;

/** Where a tensor lies: `[begin, end)` in bytes from the start of the data. */
interface TensorEntry {
	readonly name: string;
	readonly dtype: Dtype;
	readonly shape: readonly number[];
	readonly begin: number;
	readonly end: number;
}

/** A checked header: every entry lies inside the data, and together they cover it without hole or overlap. */
export interface SafetensorsHeader {
	readonly entries: readonly TensorEntry[];
	readonly metadata: ReadonlyMap<string, string>;
}

function isCount(value: HeaderValue | undefined): value is number {
	return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isCountList(value: HeaderValue | undefined): value is readonly number[] {
	return Array.isArray(value) && value.every(isCount);
}

/**
 * The length of the header, out of the first 8 bytes of a file.
 * @param bytes the first 8 bytes (fewer if the file ends there).
 * @param fileBytes size of the whole file in bytes.
 * @throws CheckpointError if the length cannot be true.
 */
export function headerLength(bytes: Uint8Array, fileBytes: number): number {
	if (bytes.byteLength < 8) {
		throw new CheckpointError(`the file is truncated: ${fileBytes} bytes cannot hold the length of a header`);
	}
	const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
	if (length > BigInt(MAX_HEADER_BYTES)) {
		throw new CheckpointError(`the header claims ${length} bytes; the format allows ${MAX_HEADER_BYTES}`);
	}
	if (Number(length) > fileBytes - 8) {
		throw new CheckpointError(`the header claims ${length} bytes in a file of ${fileBytes}`);
	}
	return Number(length);
}

function readEntry(name: string, entry: HeaderValue): TensorEntry {
	const tensor = `tensor ${JSON.stringify(name)}`;
	if (!(entry instanceof Map)) throw new CheckpointError(`${tensor} is not described by a JSON object`);
	const dtype = entry.get('dtype');
	const shape = entry.get('shape');
	const offsets = entry.get('data_offsets');
	if (typeof dtype !== 'string' || !isDtype(dtype)) {
		throw new CheckpointError(`${tensor} has the dtype ${JSON.stringify(dtype)}, which is not supported`);
	}
	if (!isCountList(shape)) throw new CheckpointError(`${tensor} has a shape that is not a list of sizes`);
	if (!isCountList(offsets) || offsets.length !== 2) {
		throw new CheckpointError(`${tensor} has data_offsets that are not two byte positions`);
	}
	const [begin, end] = offsets as [number, number];
	// In doubles a product beyond 2^53 is inexact but never wraps round to something small.
	const bytes = shape.reduce((product, size) => product * size, bytesPerElement.get(dtype)!);
	if (bytes !== end - begin) {
		throw new CheckpointError(
			`${tensor} has shape [${shape}] of ${dtype}, which needs ${bytes} bytes, but data_offsets [${begin}, ${end}]`,
		);
	}
	return { name, dtype, shape, begin, end };
}

function readMetadata(value: HeaderValue): ReadonlyMap<string, string> {
	const metadata = new Map<string, string>();
	if (!(value instanceof Map)) throw new CheckpointError('the metadata of the header is not a JSON object');
	for (const [key, text] of value) {
		if (typeof text !== 'string') {
			throw new CheckpointError(`the metadata entry ${JSON.stringify(key)} of the header is not a string`);
		}
		metadata.set(key, text);
	}
	return metadata;
}

/** Refuses holes, overlaps and tensors beyond the data; the format asks for exact cover. */
function checkCover(entries: readonly TensorEntry[], dataBytes: number): void {
	let covered = 0;
	for (const { name, begin, end } of entries.toSorted((a, b) => a.begin - b.begin || a.end - b.end)) {
		const tensor = `tensor ${JSON.stringify(name)}`;
		if (end > dataBytes) {
			throw new CheckpointError(
				`${tensor} has data_offsets [${begin}, ${end}] beyond the ${dataBytes} bytes of data: the file is truncated`,
			);
		}
		if (begin < covered) throw new CheckpointError(`${tensor} overlaps another at byte offset ${begin}`);
		if (begin > covered) {
			throw new CheckpointError(
				`there is a hole at byte offset ${covered}: no tensor covers it before ${tensor}`,
			);
		}
		covered = end;
	}
	if (covered < dataBytes) {
		throw new CheckpointError(
			`there is a hole at byte offset ${covered}: no tensor covers the end of the data`,
		);
	}
}

/**
 * Reads and checks the header.
 * @param bytes the header's bytes.
 * @param dataBytes bytes that follow the header in the file.
 * @throws CheckpointError naming the tensor and the fault.
 */
export function parseHeader(bytes: Uint8Array, dataBytes: number): SafetensorsHeader {
	let text: string;
	try {
		text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		throw new CheckpointError('the JSON header is not UTF-8 text');
	}
	const header = parseHeaderJson(text);
	if (!(header instanceof Map)) throw new CheckpointError('the JSON header is not an object');
	let metadata: ReadonlyMap<string, string> = new Map();
	const entries: TensorEntry[] = [];
	for (const [name, value] of header) {
		if (name === '__metadata__') metadata = readMetadata(value);
		else entries.push(readEntry(name, value));
	}
	checkCover(entries, dataBytes);
	return { entries, metadata };
}
