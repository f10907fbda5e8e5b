import { DicomError } from '../dicomError.ts';
import type { DicomEntry } from './dicomEntry.ts';

// The only place that touches Node's modules; files.browser.ts stands in for it where there are none. Each is imported
// when it is needed, so that a bundle without that condition still runs in a browser.

/** Files in a folder and its subfolders; beyond this it is not a study but a disk. */
const MAX_FILES = 200_000;

/** Whether this runs in Node. */
export function isNode(): boolean {
	return typeof process !== 'undefined' && typeof process.versions?.node === 'string';
}

/** Path of a `file:` URL. */
export async function pathOfUrl(url: URL): Promise<string> {
	if (url.protocol !== 'file:' || !isNode()) {
		throw new DicomError(
			`${url.href}: only file: URLs can be read; fetch the files and hand over their Blobs or bytes`,
		);
	}
	return (await import('node:url')).fileURLToPath(url);
}

/**
 * The files at a path: itself, or everything in the folder and its subfolders, sorted by name.
 * A link in a folder counts where it leads to a file in that folder.
 */
export async function pathEntries(path: string): Promise<DicomEntry[]> {
	const { promises } = await import('node:fs');
	const stats = await promises.stat(path).catch((cause: unknown) => {
		throw fileError(cause, path);
	});
	if (stats.isFile()) return [fileEntry(path, stats.size)];
	if (!stats.isDirectory()) throw new DicomError(`${path} is neither a file nor a folder`);
	return folderEntries(path);
}

async function folderEntries(root: string): Promise<DicomEntry[]> {
	const [{ promises }, { join, sep }] = await Promise.all([import('node:fs'), import('node:path')]);
	const inside = (await promises.realpath(root)) + sep;
	const entries: DicomEntry[] = [];
	for (const folders = [root]; folders.length > 0; ) {
		const folder = folders.pop()!;
		const children = await promises.readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
			throw fileError(cause, folder);
		});
		for (const child of children) {
			const path = join(folder, child.name);
			if (child.isDirectory()) folders.push(path);
			const target = child.isSymbolicLink() ? await promises.realpath(path).catch(() => '') : '';
			if (!child.isFile() && !target.startsWith(inside)) continue;
			const stats = await promises.stat(path).catch(() => undefined);
			if (stats?.isFile()) entries.push(fileEntry(path, stats.size));
			if (entries.length > MAX_FILES) {
				throw new DicomError(
					`${root} holds more than ${MAX_FILES} files; name the folder of one study or series`,
				);
			}
		}
	}
	return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function fileEntry(path: string, sizeBytes: number): DicomEntry {
	return {
		name: path,
		sizeBytes,
		read: async (firstBytes) => {
			const { promises } = await import('node:fs');
			try {
				if (firstBytes === undefined || firstBytes >= sizeBytes) return await promises.readFile(path);
				const file = await promises.open(path);
				try {
					const { buffer, bytesRead } = await file.read(new Uint8Array(firstBytes), 0, firstBytes, 0);
					return buffer.subarray(0, bytesRead);
				} finally {
					await file.close();
				}
			} catch (cause) {
				throw fileError(cause, path);
			}
		},
	};
}

function fileError(cause: unknown, path: string): unknown {
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
	if (code === undefined) return cause;
	return new DicomError(`${path} cannot be read: ${REASONS[code] ?? `the system says ${code}`}`);
}

const REASONS: Readonly<Record<string, string>> = {
	ENOENT: 'there is no such file or folder',
	ENOTDIR: 'a part of its path is a file, not a folder',
	EACCES: 'permission denied',
	EPERM: 'permission denied',
	ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
};
