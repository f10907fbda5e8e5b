import { readText } from '../source/nodeFiles.ts';
import { VolumeError } from '../volumeError.ts';
import { isTable, parseJson } from './datasetJson.ts';
import { monaiFolds } from './monaiFolds.ts';
import { shownJson } from './shownJson.ts';
import { checkSplit, type Split } from './split.ts';

/** How a splits file is read. */
export interface ReadSplitsOptions {
	/** Ids of the data set; one that the file names and this list does not is refused. */
	readonly ids?: readonly string[];
}

/**
 * Reads the folds of a splits file:
 * a list of `{"train": [ids], "val": [ids]}` as nnU-Net's splits_final.json (or "validation"), as it is, alone, or as
 * `{"folds": [ … ]}`; or a data list of MONAI, `{"training": [{"image", "label", "fold": k}, …]}` where fold k
 * validates on the cases with that number, or `{"training": […], "validation": […]}` as one fold.
 * @param file path of the JSON file
 * @throws VolumeError naming unknown keys, unknown ids, and ids that stand on both sides
 */
export async function readSplits(file: string, { ids }: ReadSplitsOptions = {}): Promise<Split[]> {
	const json = parseJson(await readText(file), file);
	const known = ids && new Set(ids);
	const folds = foldList(json, file, known);
	if (folds.length === 0) throw new VolumeError(`${file}: it lists no fold`);
	for (const [index, split] of folds.entries()) checkSplit(split, `${file}, fold ${index}`, known);
	return folds;
}

function foldList(json: unknown, file: string, known: ReadonlySet<string> | undefined): Split[] {
	if (isTable(json) && 'training' in json) return monaiFolds(json, file, known);
	const list = isTable(json) && 'train' in json ? [json] : json;
	const folds = Array.isArray(list) ? list : fieldsOf(json, file, ['folds']).folds;
	if (!Array.isArray(folds)) throw new VolumeError(`${file}: "folds" must be a list of {"train", "val"}`);
	return folds.map((fold: unknown, index) => readFold(fold, `${file}, fold ${index}`));
}

function readFold(fold: unknown, where: string): Split {
	const fields = fieldsOf(fold, where, ['train', 'val', 'validation']);
	if ('val' in fields && 'validation' in fields)
		throw new VolumeError(`${where}: give "val" or "validation", not both`);
	return {
		train: idList(fields.train, 'train', where),
		val: idList(fields.val ?? fields.validation, 'val', where),
	};
}

/** A key that is not known may be a typing error of one that is: it is never passed over. */
function fieldsOf(json: unknown, where: string, keys: readonly string[]): Readonly<Record<string, unknown>> {
	const expected = keys.map((key) => `"${key}"`).join(', ');
	if (!isTable(json)) throw new VolumeError(`${where}: an object with the keys ${expected} is expected`);
	const unknown = Object.keys(json).filter((key) => !keys.includes(key));
	if (unknown.length > 0) {
		const named = unknown.map((key) => shownJson(key)).join(', ');
		throw new VolumeError(`${where}: the key ${named} is unknown; the keys are ${expected}`);
	}
	return json;
}

function idList(value: unknown, key: string, where: string): string[] {
	if (!Array.isArray(value) || !value.every((id) => typeof id === 'string')) {
		throw new VolumeError(`${where}: "${key}" must be a list of case ids`);
	}
	return value;
}
