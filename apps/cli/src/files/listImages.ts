import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isVolumeName } from '@unetr/volume';
import { Refusal } from '../refusal.ts';
import { isDicomPath } from './readImage.ts';
import { isFolder, VOLUME_ENDINGS } from './volumeFiles.ts';

/**
 * Lists the images that a path stands for: the file itself; the volume files in a folder, by name; a folder that holds
 * DICOM files; or what its subfolders hold.
 *
 * @throws Refusal for a missing path, another kind of file, a folder without images.
 */
export async function listImages(path: string): Promise<string[]> {
	if (!(await isFolder(path))) {
		if (isVolumeName(path) || (await isDicomPath(path))) return [path];
		throw new Refusal(`${path} is neither a volume file (${VOLUME_ENDINGS}) nor DICOM.`);
	}
	const found = await imagesIn(path);
	if (found.length > 0) return found;
	throw new Refusal(`The folder ${path} holds neither volume files (${VOLUME_ENDINGS}) nor DICOM.`);
}

async function imagesIn(folder: string): Promise<string[]> {
	const entries = (await readdir(folder, { withFileTypes: true }))
		.filter(({ name }) => !name.startsWith('.'))
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => join(folder, name));
	const volumes = files.filter(isVolumeName);
	if (volumes.length > 0) return volumes;
	for (const file of files) if (await isDicomFile(file)) return [folder];
	const inner: string[] = [];
	for (const entry of entries)
		if (entry.isDirectory()) inner.push(...(await imagesIn(join(folder, entry.name))));
	return inner;
}

/** A link that leads nowhere is no image. */
function isDicomFile(path: string): Promise<boolean> {
	return isDicomPath(path).catch(() => false);
}
