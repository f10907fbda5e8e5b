/**
 * Writes a file beside its place and renames it there: the whole file, or nothing (Node).
 *
 * @param path where the file goes; its folder exists
 * @throws the system's own error, with its code; the caller says what could not be written
 */
export async function writeWholeFile(
	path: string,
	content: string | Uint8Array | AsyncIterable<Uint8Array>,
): Promise<void> {
	const { writeFile } = await import('node:fs/promises');
	const { default: writeFileAtomic } = await import('write-file-atomic');
	// Its own write is one call and takes a short one (a disk that fills up) for a whole one; this loops.
	await writeFileAtomic(path, '', { tmpfileCreated: (temporary) => writeFile(temporary, content) });
}
