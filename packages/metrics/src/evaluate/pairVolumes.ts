import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { caseKey, isVolumeName, volumeStem } from '@unetr/volume';
import { MetricsError } from '../metricsError.ts';
import type { MissingPredictions } from '../report/evaluation.ts';

/** A prediction with its reference. */
export interface VolumePair {
	readonly id: string;
	/** null where there is none, which then counts as an empty one. */
	readonly prediction: string | null;
	readonly reference: string;
}

/** Pairs, and the files that found no partner. */
export interface PairedVolumes {
	readonly pairs: readonly VolumePair[];
	readonly unpaired: { readonly predictions: readonly string[]; readonly references: readonly string[] };
}

/**
 * Pairs two files, or the files of two folders by their names without the ending (`img0001` with `label0001` too, where no
 * name is equal).
 *
 * @param missing whether a reference without a prediction is a pair as well
 * @throws MetricsError where nothing pairs, a folder holds one name twice or no volumes, or a path leads nowhere
 */
export async function pairVolumes(
	predictions: string,
	references: string,
	missing: MissingPredictions = 'leaveOut',
): Promise<PairedVolumes> {
	const [predictedFiles, referenceFiles] = [await listVolumes(predictions), await listVolumes(references)];
	if (predictedFiles === undefined && referenceFiles === undefined) {
		const pair = { id: volumeId(predictions), prediction: predictions, reference: references };
		return { pairs: [pair], unpaired: { predictions: [], references: [] } };
	}
	const [ours, theirs] = [predictedFiles ?? [predictions], referenceFiles ?? [references]];
	let [predicted, expected] = [byId(ours, volumeId), byId(theirs, volumeId)];
	if (![...predicted.keys()].some((id) => expected.has(id))) {
		const key = (path: string): string => caseKey(volumeId(path));
		[predicted, expected] = [byId(ours, key), byId(theirs, key)];
	}
	const pairs = [...expected].flatMap(([id, reference]): VolumePair[] => {
		const prediction = predicted.get(id) ?? null;
		return prediction === null && missing === 'leaveOut' ? [] : [{ id, prediction, reference }];
	});
	if (!pairs.some(({ prediction }) => prediction !== null)) {
		throw new MetricsError(
			`No file of ${predictions} has the name of one in ${references}; name predictions like their references.`,
		);
	}
	return {
		pairs,
		unpaired: {
			predictions: [...predicted.keys()].filter((id) => !expected.has(id)),
			references: [...expected.keys()].filter((id) => !predicted.has(id)),
		},
	};
}

function volumeId(path: string): string {
	return volumeStem(basename(path));
}

/** Paths of the volumes in a folder in the order of their names; undefined where the path is a volume itself. */
async function listVolumes(path: string): Promise<string[] | undefined> {
	const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ENOENT') throw error;
		throw new MetricsError(`There is no file or folder ${path}; check the path.`);
	});
	if (!found.isDirectory()) {
		if (isVolumeName(path)) return undefined;
		throw new MetricsError(`${path} is not a volume file such as .nii.gz or .nrrd.`);
	}
	const names = (await readdir(path)).filter(isVolumeName).sort();
	if (names.length === 0) throw new MetricsError(`The folder ${path} holds no volume files.`);
	return names.map((name) => join(path, name));
}

function byId(paths: readonly string[], idOf: (path: string) => string): Map<string, string> {
	const found = new Map<string, string>();
	for (const path of paths) {
		const id = idOf(path);
		const other = found.get(id);
		if (other !== undefined)
			throw new MetricsError(`${other} and ${path} have the same id ${id}; remove one.`);
		found.set(id, path);
	}
	return found;
}
