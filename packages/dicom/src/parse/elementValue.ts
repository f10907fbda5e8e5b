/** Labels of TextDecoder for the defined terms of SpecificCharacterSet (PS3.3 C.12.1.1.2). */
const CHARACTER_SETS: Readonly<Record<string, string>> = {
	'ISO_IR 101': 'iso-8859-2',
	'ISO_IR 109': 'iso-8859-3',
	'ISO_IR 110': 'iso-8859-4',
	'ISO_IR 144': 'iso-8859-5',
	'ISO_IR 127': 'iso-8859-6',
	'ISO_IR 126': 'iso-8859-7',
	'ISO_IR 138': 'iso-8859-8',
	'ISO_IR 148': 'windows-1254',
	'ISO_IR 13': 'shift_jis',
	'ISO_IR 166': 'windows-874',
	'ISO_IR 192': 'utf-8',
	GB18030: 'gb18030',
	GBK: 'gbk',
};

/** Text of a value; sets that are switched by escape codes are read as Latin-1. */
export function elementText(bytes: Uint8Array, characterSet: string): string {
	return new TextDecoder(CHARACTER_SETS[characterSet] ?? 'windows-1252').decode(bytes);
}

type Read = (view: DataView, at: number, littleEndian: boolean) => number;

const BINARY: Readonly<Record<string, readonly [byteCount: number, read: Read]>> = {
	US: [2, (view, at, little) => view.getUint16(at, little)],
	SS: [2, (view, at, little) => view.getInt16(at, little)],
	UL: [4, (view, at, little) => view.getUint32(at, little)],
	SL: [4, (view, at, little) => view.getInt32(at, little)],
	FL: [4, (view, at, little) => view.getFloat32(at, little)],
	FD: [8, (view, at, little) => view.getFloat64(at, little)],
	UV: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
	SV: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
	AT: [4, (view, at, little) => view.getUint16(at, little) * 65536 + view.getUint16(at + 2, little)],
};

/** Representations of numbers that stand in for each other in real files. */
const KINDS = ['US SS UL SL UV SV', 'FL FD', 'DS IS', 'AT'].map((vrs) => new Set(vrs.split(' ')));

/**
 * The representation by which a number is read: the stated one, or the standard's where none is stated; undefined where
 * the two are of different kinds.
 * @param stated by the file; empty or UN where it does not know
 */
export function numberVr(stated: string, standard: string): string | undefined {
	if (stated === '' || stated === 'UN') return standard;
	return KINDS.some((kind) => kind.has(stated) && kind.has(standard)) ? stated : undefined;
}

const NUMBER_TEXT = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** Numbers of a binary or decimal value; undefined where it does not hold numbers. */
export function elementNumbers(bytes: Uint8Array, vr: string, littleEndian: boolean): number[] | undefined {
	const binary = BINARY[vr];
	if (binary !== undefined) {
		const [byteCount, read] = binary;
		if (bytes.length % byteCount !== 0) return undefined;
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
		return Array.from({ length: bytes.length / byteCount }, (_, n) =>
			read(view, n * byteCount, littleEndian),
		);
	}
	if (vr !== 'DS' && vr !== 'IS') return undefined;
	const texts = elementText(bytes, '')
		.split('\\')
		.map((text) => text.replace(/^[ \0]+|[ \0]+$/g, ''));
	if (texts.every((text) => text === '')) return [];
	return texts.every((text) => NUMBER_TEXT.test(text)) ? texts.map(Number) : undefined;
}
