import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isVolumeName, volumeStem } from '@unetr/volume';
import { Refusal } from '../refusal.ts';

/** The endings of volume files as messages name them. */
export const VOLUME_ENDINGS = '.nii, .nii.gz, .hdr, .nrrd, .nhdr, .mha, .mhd';

/** Id of an image: its file's name without the ending. */
export function volumeId(path: string): string {
	return volumeStem(basename(path)).replace(/\.(dcm|zip)$/i, '');
}

/**
 * Lists the volume files that a path stands for: the file itself, or those in the folder by name.
 *
 * @throws Refusal for a missing path, another kind of file, a folder without volumes.
 */
export async function listVolumeFiles(path: string): Promise<string[]> {
	if (!(await isFolder(path))) {
		if (isVolumeName(path)) return [path];
		throw new Refusal(`${path} is not a volume file (${VOLUME_ENDINGS}).`);
	}
	const names = (await readdir(path)).filter(isVolumeName).sort();
	if (names.length === 0) throw new Refusal(`The folder ${path} holds no volume files (${VOLUME_ENDINGS}).`);
	return names.map((name) => join(path, name));
}

/**
 * Says whether a path is a folder.
 *
 * @throws Refusal where nothing is there.
 */
export async function isFolder(path: string): Promise<boolean> {
	try {
		return (await stat(path)).isDirectory();
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
		throw new Refusal(`There is no file or folder ${path}; check the path.`);
	}
}

/** Whether something is at the path. */
export async function exists(path: string): Promise<boolean> {
	return stat(path).then(
		() => true,
		() => false,
	);
}
