import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

/**
 * Hands the n-th mutant to a reader; the same n gives the same bytes on every machine.
 * @returns whether it was read; false where it was refused in the reader's own words
 * @throws Error for anything else
 */
export type TryMutant = (n: number) => Promise<boolean>;

/** What came of a run of mutants. */
export interface FuzzCounts {
	readonly reader: string;
	readonly first: number;
	readonly count: number;
	readonly read: number;
	readonly refused: number;
	readonly seconds: number;
}

/** Mutants after which a long run notes how far it has come. */
const STEP = 10_000;

/**
 * Tries mutants `first` to `first + count - 1`.
 * @throws Error naming the first that is neither read nor refused as it should be
 */
async function fuzzReader(
	reader: string,
	tryMutant: TryMutant,
	first: number,
	count: number,
): Promise<FuzzCounts> {
	const { stackTraceLimit } = Error;
	const started = performance.now();
	let read = 0;
	// Most mutants end in an error, and a stack costs more than reading a small file.
	Error.stackTraceLimit = 0;
	try {
		for (let n = first; n < first + count; n++) {
			const outcome = await tryMutant(n).catch(() => undefined);
			if (outcome === undefined) {
				Error.stackTraceLimit = 50;
				const cause: unknown = await tryMutant(n).then(
					() => 'it fails once and not again',
					(fault: unknown) => fault,
				);
				throw new Error(`${reader}, mutant ${n}: ${cause}`, { cause });
			}
			if (outcome) read++;
		}
	} finally {
		Error.stackTraceLimit = stackTraceLimit;
	}
	return { reader, first, count, read, refused: count - read, seconds: (performance.now() - started) / 1000 };
}

/**
 * The command of a package's fuzz script: `[count of each reader] [--reader name] [--first n] [--resume file]`. Prints what
 * came of each reader as a line of JSON; a run with `--resume` goes on where the file says that the last one stopped.
 */
export async function fuzzReaders(readers: Readonly<Record<string, TryMutant>>): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			reader: { type: 'string' },
			first: { type: 'string', default: '1' },
			resume: { type: 'string' },
		},
		allowPositionals: true,
	});
	const count = Number(positionals[0] ?? 200_000);
	const names = values.reader === undefined ? Object.keys(readers) : [values.reader];
	for (const name of names) {
		const done = readProgress(values.resume);
		const first = Math.max(Number(values.first), done[name] ?? 1);
		const counts = await inSteps(name, readers[name]!, first, Number(values.first) + count, (next) => {
			if (values.resume !== undefined)
				writeFileSync(values.resume, JSON.stringify({ ...done, [name]: next }));
		});
		console.log(JSON.stringify(counts));
	}
}

function readProgress(path: string | undefined): Record<string, number> {
	return path !== undefined && existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : {};
}

async function inSteps(
	reader: string,
	tryMutant: TryMutant,
	first: number,
	end: number,
	onStep: (next: number) => void,
): Promise<FuzzCounts> {
	let total: FuzzCounts = { reader, first, count: 0, read: 0, refused: 0, seconds: 0 };
	for (let at = first; at < end; at += STEP) {
		const step = await fuzzReader(reader, tryMutant, at, Math.min(STEP, end - at));
		total = {
			reader,
			first,
			count: total.count + step.count,
			read: total.read + step.read,
			refused: total.refused + step.refused,
			seconds: total.seconds + step.seconds,
		};
		onStep(at + step.count);
	}
	return total;
}
