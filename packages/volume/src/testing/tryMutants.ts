import { readVolume } from '../readVolume.ts';
import type { Volume } from '../volume.ts';
import { createVolume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import { mutant } from './mutant.ts';
import type { SeedFormat } from './seedFiles.ts';

const ENGINE_TEXT =
	/Invalid (typed )?array length|outside the bounds|call stack|Cannot read prop|undefined|allocation failed|is not a function|DataView|BigInt|RangeError|TypeError/;

/**
 * Reads the n-th mutant of a format.
 * @returns whether it was read; false where it was refused in our own words
 * @throws Error where it is neither
 */
export async function tryMutant(format: SeedFormat, n: number): Promise<boolean> {
	try {
		// A volume that is none is refused here.
		createVolume(await readVolume(mutant(format, n)));
		return true;
	} catch (cause) {
		if (!(cause instanceof VolumeError)) throw new Error(`foreign error ${cause}`, { cause });
		if (ENGINE_TEXT.test(cause.message)) throw new Error(`engine text in "${cause.message}"`);
		return false;
	}
}

/** The volume that a file holds, or undefined where it is refused. */
export async function volumeOrNothing(bytes: Uint8Array): Promise<Volume | undefined> {
	return readVolume(bytes).catch((cause: unknown) => {
		if (cause instanceof VolumeError) return undefined;
		throw cause;
	});
}
