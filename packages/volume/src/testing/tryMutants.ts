import { readVolume } from '../readVolume.ts';
import type { Volume } from '../volume.ts';
import { createVolume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { mutant } from './mutant.ts';
import type { SeedFormat } from './seedFiles.ts';

const ENGINE_TEXT =
	/Invalid (typed )?array length|outside the bounds|call stack|Cannot read prop|undefined|allocation failed|is not a function|DataView|BigInt|RangeError|TypeError/;

/** How many mutants were read and how many refused. */
export interface MutantCounts {
	readonly read: number;
	readonly refused: number;
}

/**
 * Reads mutants of a format.
 * @throws Error naming the first mutant that is neither read as a volume nor refused in our own words
 */
export async function tryMutants(format: SeedFormat, first: number, count: number): Promise<MutantCounts> {
	let read = 0;
	for (let n = first; n < first + count; n++) {
		const fault = await faultOf(mutant(format, n));
		if (fault === 'read') read++;
		else if (fault !== 'refused') throw new Error(`${format} mutant ${n}: ${fault}`);
	}
	return { read, refused: count - read };
}

async function faultOf(bytes: Uint8Array): Promise<string> {
	try {
		// A volume that is none is refused here.
		createVolume(await readVolume(bytes));
		return 'read';
	} catch (cause) {
		if (!(cause instanceof VolumeError))
			return `foreign error ${cause instanceof Error ? cause.stack : cause}`;
		if (ENGINE_TEXT.test(cause.message)) return `engine text in "${cause.message}"`;
		return 'refused';
	}
}

/** The volume that a file holds, or undefined where it is refused. */
export async function volumeOrNothing(bytes: Uint8Array): Promise<Volume | undefined> {
	return readVolume(bytes).catch((cause: unknown) => {
		if (cause instanceof VolumeError) return undefined;
		throw cause;
	});
}
