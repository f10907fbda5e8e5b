import { DicomError } from '../dicomError.ts';
import { bytesEntry, type DicomEntry } from './dicomEntry.ts';
import { isNode, pathEntries, pathOfUrl } from './nodeFiles.ts';
import { isZip, zipEntries } from './zipEntries.ts';

/** What DICOM can be read from: a folder, a file or a zip of files, by path or URL; or files and bytes in a list. */
export type DicomSource = string | URL | Blob | Uint8Array | readonly (Blob | Uint8Array)[];

/** The files of a source. */
export interface OpenedSource {
	/** How messages name the whole. */
	readonly name: string;
	readonly entries: readonly DicomEntry[];
}

/**
 * Finds the files of a source; of a folder those of its subfolders too, and none outside it.
 * @param name how messages name bytes that have no name of their own
 * @throws DicomError where the source cannot be read or is none
 */
export async function openSource(source: DicomSource, name = 'DICOM bytes'): Promise<OpenedSource> {
	if (typeof source === 'string' || source instanceof URL) {
		if (!isNode() && typeof source === 'string') {
			throw new DicomError(`${source}: a path can only be read in Node; hand over the Files or their bytes`);
		}
		const path = typeof source === 'string' ? source : await pathOfUrl(source);
		return { name: path, entries: await expandZip(await pathEntries(path)) };
	}
	const parts = (Array.isArray(source) ? source : [source]) as readonly (Blob | Uint8Array)[];
	const entries = parts.map((part, n) => partEntry(part, parts.length === 1 ? name : `${name} ${n + 1}`));
	return { name: entries.length === 1 ? entries[0]!.name : name, entries: await expandZip(entries) };
}

function partEntry(part: Blob | Uint8Array, name: string): DicomEntry {
	if (part instanceof Uint8Array) return bytesEntry(part, name);
	if (part instanceof Blob) return blobEntry(part, name);
	throw new DicomError('DICOM is read from a path, a file: URL, a Blob, a Uint8Array or a list of these');
}

function blobEntry(blob: Blob, unnamed: string): DicomEntry {
	const { name: own, webkitRelativePath } = blob as Partial<File>;
	const name = webkitRelativePath || own || unnamed;
	return {
		name,
		sizeBytes: blob.size,
		read: async (firstBytes = blob.size) => {
			const buffer = await blob
				.slice(0, firstBytes)
				.arrayBuffer()
				.catch(() => {
					throw new DicomError(`${name}: the browser could not read it; choose the file again`);
				});
			return new Uint8Array(buffer);
		},
	};
}

/** A zip that was handed over stands for its files; one among others does not. */
async function expandZip(entries: readonly DicomEntry[]): Promise<readonly DicomEntry[]> {
	const [first, second] = entries;
	if (first === undefined || second !== undefined || !isZip(await first.read(4))) return entries;
	return zipEntries(await first.read(), first.name);
}
