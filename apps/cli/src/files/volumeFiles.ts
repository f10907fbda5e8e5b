import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Refusal } from '../refusal.ts';

const VOLUME_NAME = /\.nii(\.gz)?$/i;

/** Id of a volume file: its name without the ending. */
export function volumeId(path: string): string {
	return basename(path).replace(VOLUME_NAME, '');
}

/** Whether a name is that of a volume file. */
export function isVolumeName(path: string): boolean {
	return VOLUME_NAME.test(path);
}

/**
 * Lists the volume files that a path stands for: the file itself, or those in the folder by name.
 *
 * @throws Refusal for a missing path, another kind of file, a folder without volumes.
 */
export async function listVolumeFiles(path: string): Promise<string[]> {
	if (!(await isFolder(path))) {
		if (isVolumeName(path)) return [path];
		throw new Refusal(`${path} is not a NIfTI file (.nii, .nii.gz).`);
	}
	const names = (await readdir(path)).filter((name) => isVolumeName(name) && !name.startsWith('.')).sort();
	if (names.length === 0) throw new Refusal(`The folder ${path} holds no NIfTI files (.nii, .nii.gz).`);
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
