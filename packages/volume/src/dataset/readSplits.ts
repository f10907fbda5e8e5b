import { readText } from '../source/nodeFiles.ts';
import { VolumeError } from '../volumeError.ts';
import { parseJson } from './datasetJson.ts';
import { checkSplit, type Split } from './split.ts';

/** How a splits file is read. */
export interface ReadSplitsOptions {
	/** Ids of the data set; one that the file names and this list does not is refused. */
	readonly ids?: readonly string[];
}

/**
 * Reads a splits file: a list of `{"train": […], "val": […]}` (or "validation"), as it is or as `{"folds": [ … ]}`.
 * @param file path of the JSON file
 * @throws VolumeError naming unknown keys, unknown ids, and ids that stand on both sides
 */
export async function readSplits(file: string, { ids }: ReadSplitsOptions = {}): Promise<Split[]> {
	const json = parseJson(await readText(file), file);
	const folds = Array.isArray(json) ? json : foldList(json, file);
	if (folds.length === 0) throw new VolumeError(`${file}: it lists no fold`);
	const known = ids && new Set(ids);
	return folds.map((fold: unknown, index) => {
		const where = `${file}, fold ${index}`;
		const split = readFold(fold, where);
		checkSplit(split, where, known);
		return split;
	});
}

function foldList(json: unknown, file: string): unknown[] {
	const fields = fieldsOf(json, file, ['folds']);
	if (!Array.isArray(fields.folds))
		throw new VolumeError(`${file}: "folds" must be a list of {"train", "val"}`);
	return fields.folds;
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
	if (typeof json !== 'object' || json === null || Array.isArray(json)) {
		throw new VolumeError(`${where}: an object with the keys ${expected} is expected`);
	}
	const unknown = Object.keys(json).filter((key) => !keys.includes(key));
	if (unknown.length > 0) {
		const named = unknown.map((key) => JSON.stringify(key)).join(', ');
		throw new VolumeError(`${where}: the key ${named} is unknown; the keys are ${expected}`);
	}
	return json as Readonly<Record<string, unknown>>;
}

function idList(value: unknown, key: string, where: string): string[] {
	if (!Array.isArray(value) || !value.every((id) => typeof id === 'string')) {
		throw new VolumeError(`${where}: "${key}" must be a list of case ids`);
	}
	return value;
}
