import { VolumeError } from '../volumeError.ts';
import { caseKey } from './caseKey.ts';
import { channelOf } from './channelName.ts';
import { isTable } from './datasetJson.ts';
import { shownJson } from './shownJson.ts';
import type { Split } from './split.ts';
import { volumeStem } from './volumeName.ts';

/** The folds of a data list of MONAI, by the `fold` of its entries or by its lists `training` and `validation`. */
export function monaiFolds(
	json: Readonly<Record<string, unknown>>,
	file: string,
	known: ReadonlySet<string> | undefined,
): Split[] {
	const training = entries(json.training, 'training', file);
	const numbered = training.filter((entry) => 'fold' in entry);
	if (json.validation !== undefined && numbered.length === 0) {
		const validation = entries(json.validation, 'validation', file);
		return [{ train: ids(training, file, known), val: ids(validation, file, known) }];
	}
	const foldOf = training.map((entry, index) => foldNumber(entry, `${file}, entry ${index + 1}`));
	const caseIds = ids(training, file, known);
	return Array.from({ length: Math.max(-1, ...foldOf) + 1 }, (_, fold) => ({
		train: caseIds.filter((_id, index) => foldOf[index] !== fold),
		val: caseIds.filter((_id, index) => foldOf[index] === fold),
	}));
}

type Entry = Readonly<Record<string, unknown>>;

function entries(list: unknown, key: string, file: string): Entry[] {
	if (!Array.isArray(list) || !list.every(isTable)) {
		throw new VolumeError(`${file}: "${key}" must be a list of cases {"image", "label", "fold"}`);
	}
	return list;
}

/** The fold of an entry; without one its other keys are told, since one may be a typing error. */
function foldNumber(entry: Entry, where: string): number {
	const { fold } = entry;
	if (typeof fold === 'number' && Number.isInteger(fold) && fold >= 0 && fold < 1000) return fold;
	if (fold !== undefined)
		throw new VolumeError(`${where}: "fold" must be a whole number from 0, not ${shownJson(fold)}`);
	const others = Object.keys(entry).filter((key) => key !== 'image' && key !== 'label');
	const told =
		others.length === 0 ? '' : `; the key ${others.map((key) => shownJson(key)).join(', ')} is none`;
	throw new VolumeError(`${where}: it has no "fold"${told}`);
}

function ids(list: readonly Entry[], file: string, known: ReadonlySet<string> | undefined): string[] {
	return list.map((entry, index) => {
		const image: unknown = Array.isArray(entry.image) ? entry.image[0] : entry.image;
		const names = [entry.label, image].filter((path) => typeof path === 'string').map(nameOf);
		const [first] = names;
		if (first === undefined) {
			throw new VolumeError(`${file}, entry ${index + 1}: it has neither "image" nor "label"`);
		}
		// A case may be called after its label map, its image, or what both names have in common.
		const spellings = [
			...names,
			...names.map((name) => channelOf(name)?.base ?? name),
			...names.map(caseKey),
		];
		return spellings.find((name) => known?.has(name)) ?? first;
	});
}

function nameOf(path: string): string {
	return volumeStem(path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1));
}
