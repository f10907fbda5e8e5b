import { writeFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';

/** Writes a text file beside its place and renames it there: the whole file, or nothing. */
export async function writeWholeFile(path: string, text: string): Promise<void> {
	// Its own write is one call and takes a short one (a disk that fills up) for a whole one; this loops.
	await writeFileAtomic(path, '', { tmpfileCreated: (temporary) => writeFile(temporary, text) });
}
