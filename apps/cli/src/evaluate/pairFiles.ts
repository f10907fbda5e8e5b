import { caseKey } from '@unetr/volume';
import { isFolder, listVolumeFiles, volumeId } from '../files/volumeFiles.ts';
import { Refusal } from '../refusal.ts';

/** A prediction with its reference. */
export interface FilePair {
	readonly id: string;
	readonly prediction: string;
	readonly reference: string;
}

/** Pairs, and the files that found no partner. */
export interface PairedFiles {
	readonly pairs: readonly FilePair[];
	readonly unpairedPredictions: readonly string[];
	readonly unpairedReferences: readonly string[];
}

/**
 * Pairs two files, or the files of two folders by name (`img0001` and `label0001` too, where no name is equal).
 *
 * @throws Refusal where nothing pairs, or a folder holds one id twice.
 */
export async function pairFiles(predictions: string, references: string): Promise<PairedFiles> {
	const [predictedFiles, referenceFiles] = [
		await listVolumeFiles(predictions),
		await listVolumeFiles(references),
	];
	let [predicted, referenced] = [byId(predictedFiles, volumeId), byId(referenceFiles, volumeId)];
	if (![...predicted.keys()].some((id) => referenced.has(id))) {
		const key = (path: string): string => caseKey(volumeId(path));
		[predicted, referenced] = [byId(predictedFiles, key), byId(referenceFiles, key)];
	}
	if (!(await isFolder(predictions)) && !(await isFolder(references))) {
		const pair = { id: volumeId(predictions), prediction: predictions, reference: references };
		return { pairs: [pair], unpairedPredictions: [], unpairedReferences: [] };
	}
	const pairs = [...predicted].flatMap(([id, prediction]) => {
		const reference = referenced.get(id);
		return reference === undefined ? [] : [{ id, prediction, reference }];
	});
	if (pairs.length === 0) {
		throw new Refusal(
			`No file of ${predictions} has the name of one in ${references}; name predictions like their references.`,
		);
	}
	return {
		pairs,
		unpairedPredictions: [...predicted.keys()].filter((id) => !referenced.has(id)),
		unpairedReferences: [...referenced.keys()].filter((id) => !predicted.has(id)),
	};
}

function byId(paths: readonly string[], idOf: (path: string) => string): Map<string, string> {
	const found = new Map<string, string>();
	for (const path of paths) {
		const id = idOf(path);
		const other = found.get(id);
		if (other !== undefined) throw new Refusal(`${other} and ${path} have the same id ${id}; remove one.`);
		found.set(id, path);
	}
	return found;
}
