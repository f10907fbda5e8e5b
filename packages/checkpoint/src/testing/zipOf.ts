import { crc32 } from '../torch/crc32.ts';

/** An entry of a zip archive as a test wants it; what is not given is as it should be. */
export interface TestEntry {
	readonly name: string;
	readonly data: Uint8Array;
	readonly method?: number;
	readonly flags?: number;
	/** What the directory claims instead of the truth. */
	readonly byteLength?: number;
	readonly compressedBytes?: number;
	readonly headerOffset?: number;
	readonly crc?: number;
	readonly localName?: string;
}

const encoder = new TextEncoder();

function fields(...numbers: readonly (readonly [bytes: 2 | 4, value: number])[]): number[] {
	return numbers.flatMap(([bytes, value]) =>
		Array.from({ length: bytes }, (_, i) => (value >>> (8 * i)) & 255),
	);
}

function common(entry: TestEntry, nameBytes: number): number[] {
	const { data, method = 0, flags = 0 } = entry;
	return fields(
		[2, 20],
		[2, flags],
		[2, method],
		[4, 0],
		[4, entry.crc ?? (method === 0 ? crc32(data) : 0)],
		[4, entry.compressedBytes ?? data.length],
		[4, entry.byteLength ?? data.length],
		[2, nameBytes],
		[2, 0],
	);
}

/** A zip archive, true or false. */
export function zipOf(
	entries: readonly TestEntry[],
	announced: number = entries.length,
): Uint8Array<ArrayBuffer> {
	const file: number[] = [];
	const directory: number[] = [];
	for (const entry of entries) {
		const offset = entry.headerOffset ?? file.length;
		const local = encoder.encode(entry.localName ?? entry.name);
		file.push(...fields([4, 0x04034b50]), ...common(entry, local.length), ...local);
		for (const byte of entry.data) file.push(byte);
		const name = encoder.encode(entry.name);
		directory.push(...fields([4, 0x02014b50], [2, 20]), ...common(entry, name.length));
		directory.push(...fields([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]), ...name);
	}
	const begin = file.length;
	for (const byte of directory) file.push(byte);
	const [count, bytes] = [announced, directory.length];
	file.push(...fields([4, 0x06054b50], [4, 0], [2, count], [2, count], [4, bytes], [4, begin], [2, 0]));
	return Uint8Array.from(file);
}

/** Characters as bytes, so that a pickle can be written as a string. */
export function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

/** A checkpoint of PyTorch's zip format. */
export function torchZip(
	pickle: string | Uint8Array,
	storages: Readonly<Record<string, Uint8Array>> = { 0: floats(1, 2, 3, 4) },
): Uint8Array<ArrayBuffer> {
	return zipOf([
		{ name: 'a/data.pkl', data: typeof pickle === 'string' ? bytesOf(pickle) : pickle },
		...Object.entries(storages).map(([key, data]) => ({ name: `a/data/${key}`, data })),
		{ name: 'a/version', data: bytesOf('3\n') },
	]);
}

export function floats(...values: readonly number[]): Uint8Array {
	return new Uint8Array(Float32Array.from(values).buffer);
}
