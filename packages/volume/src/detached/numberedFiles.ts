import { VolumeError } from '../volumeError.ts';

/** More files than this are no series of slices. */
const MAX_FILES = 100_000;

/** Longer entries are no names. */
const MAX_ENTRY = 4096;

/** A name with a %d in it, and the numbers from, to and by. */
const PATTERN = /^(.*%0?\d*d.*?)\s+([+-]?\d+)\s+([+-]?\d+)\s+([+-]?\d+)(?:\s+(\d+))?$/;

/** The files of a `name-%03d.raw 1 20 1` entry, as NRRD and MetaImage write it. */
export interface NumberedFiles {
	readonly names: string[];
	/** Number of axes that a file holds, where the entry says it. */
	readonly axesPerFile: number | undefined;
}

/**
 * The names that an entry with a %d stands for; undefined where it has none.
 * @param header how messages name the header
 * @throws VolumeError for a step of 0 or too many files
 */
export function numberedFiles(entry: string, header: string): NumberedFiles | undefined {
	const match = entry.length <= MAX_ENTRY ? PATTERN.exec(entry) : null;
	if (match === null) return undefined;
	const [, name, first, last, step] = match;
	const count = Math.floor((Number(last) - Number(first)) / Number(step)) + 1;
	if (!(count >= 1 && count <= MAX_FILES)) {
		throw new VolumeError(
			`${header}: its data files ${JSON.stringify(entry)} are ${count}; they go from a number to another by a step, 1 to ${MAX_FILES} of them`,
		);
	}
	const names = Array.from({ length: count }, (_, n) => numbered(name, Number(first) + n * Number(step)));
	return { names, axesPerFile: match[5] === undefined ? undefined : Number(match[5]) };
}

function numbered(name: string, number: number): string {
	return name.replace(/%(0?)(\d*)d/, (_, zero: string, width: string) => {
		const digits = String(Math.abs(number));
		const sign = number < 0 ? '-' : '';
		const room = Math.min(Number(width), 64);
		return zero === '0' ? sign + digits.padStart(room - sign.length, '0') : (sign + digits).padStart(room);
	});
}
