import { writeFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';

/** Writes a file beside its place and renames it there: the whole file, or nothing. */
export async function writeWholeFile(path: string, contents: string | Uint8Array): Promise<void> {
	try {
		// Its own write is one call and takes a short one (a disk that fills up) for a whole one; this loops.
		await writeFileAtomic(path, '', { tmpfileCreated: (temporary) => writeFile(temporary, contents) });
	} catch (error) {
		// the place that was meant, not the one beside it
		throw Object.assign(error as NodeJS.ErrnoException, { path });
	}
}
