import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isVolumeName, volumeStem } from '@unetr/volume';
import { MetricsError } from '../metricsError.ts';

/** A prediction with its reference. */
export interface VolumePair {
	readonly id: string;
	readonly prediction: string;
	readonly reference: string;
}

/** Pairs, and the files that found no partner. */
export interface PairedVolumes {
	readonly pairs: readonly VolumePair[];
	readonly unpaired: { readonly predictions: readonly string[]; readonly references: readonly string[] };
}

/**
 * Pairs two files, or the files of two folders by their names without the ending.
 *
 * @throws MetricsError where nothing pairs, a folder holds one name twice or no volumes, or a path leads nowhere
 */
export async function pairVolumes(predictions: string, references: string): Promise<PairedVolumes> {
	const [predicted, expected] = [await listVolumes(predictions), await listVolumes(references)];
	if (predicted.isFile && expected.isFile) {
		const pair = { id: volumeId(predictions), prediction: predictions, reference: references };
		return { pairs: [pair], unpaired: { predictions: [], references: [] } };
	}
	const pairs = [...predicted.byId].flatMap(([id, prediction]) => {
		const reference = expected.byId.get(id);
		return reference === undefined ? [] : [{ id, prediction, reference }];
	});
	if (pairs.length === 0) {
		throw new MetricsError(
			`No file of ${predictions} has the name of one in ${references}; name predictions like their references.`,
		);
	}
	return {
		pairs,
		unpaired: {
			predictions: [...predicted.byId.keys()].filter((id) => !expected.byId.has(id)),
			references: [...expected.byId.keys()].filter((id) => !predicted.byId.has(id)),
		},
	};
}

function volumeId(path: string): string {
	return volumeStem(basename(path));
}

/** The volumes that a path stands for, by id: the file itself, or those in the folder in the order of their names. */
async function listVolumes(path: string): Promise<{ isFile: boolean; byId: Map<string, string> }> {
	const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT') throw error;
		throw new MetricsError(`There is no file or folder ${path}; check the path.`);
	});
	if (!found.isDirectory()) {
		if (!isVolumeName(path)) throw new MetricsError(`${path} is not a volume file such as .nii.gz or .nrrd.`);
		return { isFile: true, byId: new Map([[volumeId(path), path]]) };
	}
	const byId = new Map<string, string>();
	for (const name of (await readdir(path)).filter(isVolumeName).sort()) {
		const other = byId.get(volumeId(name));
		if (other !== undefined) {
			throw new MetricsError(`${other} and ${join(path, name)} have the same name; remove one.`);
		}
		byId.set(volumeId(name), join(path, name));
	}
	if (byId.size === 0) throw new MetricsError(`The folder ${path} holds no volume files.`);
	return { isFile: false, byId };
}
