import { HEADER_FIELDS, type HeaderField } from '../nifti/headerFields.ts';
import { concatenate } from '../source/concatenate.ts';
import { type SeedFile, type SeedFormat, seedBytes, seedFiles } from './seedFiles.ts';

// Files that a header's structure tells how to damage: fields get telling values, lines go, come twice, change places.

/** Random whole numbers below a limit. */
type Below = (limit: number) => number;

/** A generator of its own for each number (Steele's SplitMix, finished as Murmur's hash is). */
function generator(seed: number): Below {
	let state = Math.imul(seed, 0x9e3779b1) >>> 0;
	return (limit) => {
		state = (state + 0x9e3779b9) >>> 0;
		let x = state;
		x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
		x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
		return ((x ^ (x >>> 16)) >>> 0) % limit;
	};
}

/** The n-th mutant of a format: the same bytes on every machine. */
export function mutant(format: SeedFormat, n: number): Uint8Array {
	const below = generator(n);
	const seeds = seedFiles[format];
	const seed = seeds[below(seeds.length)];
	const changed = format === 'nifti' ? changeFields(seed, below) : changeLines(seed, format, below);
	return changeBytes(seedBytes(format, changed), format === 'nifti' ? 4 : 2, below);
}

/** One change for the most part, so that what comes behind its place is reached. */
function edits(below: Below): number {
	return below(3) === 0 ? 1 + below(4) : 1;
}

const TELLING = [
	0,
	1,
	2,
	3,
	-1,
	-2,
	4,
	7,
	8,
	16,
	64,
	127,
	128,
	255,
	256,
	348,
	352,
	512,
	540,
	544,
	768,
	1024,
	1280,
	1792,
	32767,
	-32768,
	65535,
	2 ** 31 - 1,
	-(2 ** 31),
	2 ** 32,
	2 ** 53,
	1e-30,
	0.5,
	1e30,
	1e39,
	Number.NaN,
	Number.POSITIVE_INFINITY,
];

function changeFields(seed: SeedFile, below: Below): SeedFile {
	const header = seed.header.slice();
	const view = new DataView(header.buffer);
	const version = view.getInt32(0, true) === 348 || view.getInt32(0, false) === 348 ? 1 : 2;
	const littleEndian = header[0] !== 0;
	const names = Object.keys(HEADER_FIELDS) as HeaderField[];
	for (let left = edits(below); left > 0; left--) {
		const { at, type, count } = HEADER_FIELDS[names[below(names.length)]][version - 1];
		const value = TELLING[below(TELLING.length)];
		const which = below(count);
		if (type === 'int16') view.setInt16(at + 2 * which, value, littleEndian);
		else if (type === 'int32') view.setInt32(at + 4 * which, value, littleEndian);
		else if (type === 'float32') view.setFloat32(at + 4 * which, value, littleEndian);
		else if (type === 'float64') view.setFloat64(at + 8 * which, value, littleEndian);
		else if (type !== 'int64') view.setUint8(at + which, value);
		else
			view.setBigInt64(at + 8 * which, BigInt(Number.isFinite(value) ? Math.trunc(value) : 0), littleEndian);
	}
	return { ...seed, header };
}

/** Words that stand for one another, so that what a change leads to is reached and not only the words' own check. */
const WORDS = {
	number: `0 1 -1 2 3 4 6 12 24 0.5 2.5 1e3 -3.25 1e-7 4294967296 9007199254740993 1e400 nan inf`,
	vector: `(0,0,0) (1,0,0) (0,1,0) (0,0,1) (0,0,-2.5) (0.6,0.8,0) (-0.8,0.6,0) (nan,nan,nan) (1,0) none`,
	type: 'short int16 uchar uint8 ushort int uint float double int64 uint64 signed',
	metaType: 'MET_UCHAR MET_CHAR MET_SHORT MET_USHORT MET_INT MET_FLOAT MET_DOUBLE MET_LONG_LONG',
	other: `True False raw gzip bzip2 ascii hex little big LPS RAS LAST left-posterior-superior scanner-xyz vector domain
		space time none cell node ??? LOCAL LIST ../a a%d`,
};
const WORD_LISTS: Readonly<Record<keyof typeof WORDS, readonly string[]>> = {
	number: WORDS.number.split(/\s+/),
	vector: WORDS.vector.split(/\s+/),
	type: WORDS.type.split(' '),
	metaType: WORDS.metaType.split(' '),
	other: WORDS.other.split(/\s+/),
};
const ALL_WORDS: readonly string[] = ['', ...Object.values(WORD_LISTS).flat()];

/** A word to put in the place of another, of its own kind for the most part. */
function otherWord(word: string, below: Below): string {
	if (below(4) === 0) return ALL_WORDS[below(ALL_WORDS.length)];
	const words = WORD_LISTS[wordKind(word)];
	return words[below(words.length)];
}

function wordKind(word: string): keyof typeof WORDS {
	if (word.startsWith('(')) return 'vector';
	if (/^[-+.\d]/.test(word)) return 'number';
	if (word.startsWith('MET_')) return 'metaType';
	return WORD_LISTS.type.includes(word) ? 'type' : 'other';
}

const LINES: Readonly<Record<'nrrd' | 'metaimage', readonly string[]>> = {
	nrrd: [
		'byte skip: -1',
		'line skip: 2',
		'space dimension: 3',
		'units: "mm" "mm" "mm"',
		'space units: "um" "um" "um"',
		'data file: a.raw',
		'kinds: domain domain time',
		'thicknesses: 1 NaN 2',
		'axis maxs: 1 2 3',
		'measurement frame: (1,0,0) (0,1,0) (0,0,1)',
		'__proto__:=1',
		'content: x',
		'# comment',
		'',
		':',
	],
	metaimage: [
		'CompressedData = True',
		'HeaderSize = -1',
		'ElementNumberOfChannels = 3',
		'Position = 1 2 3',
		'Orientation = 1 0 0 0 1 0 0 0 1',
		'AnatomicalOrientation = RAS',
		'DistanceUnits = cm',
		'CompressedDataSize = 5',
		'Comment = x',
		'__proto__ = 1',
		'ElementDataFile = LIST',
		'',
		'=',
	],
};

function changeLines(seed: SeedFile, format: 'nrrd' | 'metaimage', below: Below): SeedFile {
	const lines = new TextDecoder().decode(seed.header).split('\n');
	for (let left = edits(below); left > 0; left--) {
		const at = below(lines.length);
		const kind = below(16);
		if (kind === 0) lines.splice(at, 1);
		else if (kind === 1) lines.splice(at, 0, lines[below(lines.length)] ?? '');
		else if (kind === 2) lines.splice(at, 0, LINES[format][below(LINES[format].length)]);
		else {
			// Other lines are seldom more than refused.
			const changed = below(16) === 0 ? at : lines.indexOf(fieldFrom(lines, at));
			lines[changed] = changeWord(lines[changed] ?? '', below);
		}
	}
	return { ...seed, header: new TextEncoder().encode(lines.join('\n')) };
}

/** The next line with a field, from a place on or from the start. */
function fieldFrom(lines: readonly string[], at: number): string {
	const isField = (line: string): boolean => /^\w[\w ]* ?[:=]/.test(line);
	return lines.slice(at).find(isField) ?? lines.find(isField) ?? lines[0];
}

/** A line with one of its words, numbers or brackets changed for another; its key seldom. */
function changeWord(line: string, below: Below): string {
	const words = [...line.matchAll(/\([^)]*\)|[^\s,()]+/g)];
	if (words.length === 0) return ALL_WORDS[below(ALL_WORDS.length)];
	const values = words.filter(({ index }) => index > line.search(/[:=]/));
	const some = values.length > 0 && below(8) > 0 ? values : words;
	const { 0: word, index } = some[below(some.length)];
	return line.slice(0, index) + otherWord(word, below) + line.slice(index + word.length);
}

/** Most files keep their bytes; others are cut, prolonged, or, `flipped` of twelve, changed where nobody aimed. */
function changeBytes(bytes: Uint8Array, flipped: number, below: Below): Uint8Array {
	const kind = below(12);
	if (kind === 0) return bytes.slice(0, below(bytes.length + 1));
	if (kind === 1) return concatenate([bytes, new Uint8Array(1 + below(64)).fill(below(256))]);
	if (kind > 1 + flipped) return bytes;
	const changed = bytes.slice();
	for (let left = 1 + below(3); left > 0; left--) changed[below(changed.length)] ^= 1 << below(8);
	return changed;
}
