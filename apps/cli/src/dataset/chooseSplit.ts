import { readFile } from 'node:fs/promises';
import { type DatasetReport, makeFolds, readSplits, type Split } from '@unetr/volume';
import { z } from 'zod';
import { Refusal } from '../refusal.ts';

/** Folds made where no file gives them: four, as many as a quarter of the cases for validation. */
const FOLDS = 4;

/** How a split is chosen. */
export interface SplitOptions {
	/** File with folds. */
	readonly splits: string | undefined;
	/** File with the patient of every case, for folds that are made. */
	readonly groups?: string | undefined;
	readonly fold: number;
	readonly seed: number;
}

/** Which cases are trained on and which are held out. */
export interface ChosenSplit extends Split {
	readonly fold: number;
	/** The file it comes from; undefined where the folds were made from the seed. */
	readonly file: string | undefined;
}

/**
 * Takes a fold from a file, or makes the folds from the ids, their labels and the seed.
 *
 * @throws Refusal where the fold does not exist or the set is too small.
 * @throws VolumeError where the file does not fit the data set.
 */
export async function chooseSplit(
	{ dataset, labelsOf }: Pick<DatasetReport, 'dataset' | 'labelsOf'>,
	{ splits, groups, fold, seed }: SplitOptions,
): Promise<ChosenSplit> {
	const unlabelled = dataset.cases.find(({ label }) => label === undefined);
	if (unlabelled !== undefined) {
		throw new Refusal(
			`The case ${unlabelled.id} of ${dataset.folder} has no label map; training needs one for each.`,
		);
	}
	const ids = dataset.cases.map(({ id }) => id);
	if (ids.length < 2) {
		throw new Refusal(`The data set ${dataset.folder} has ${ids.length} case; training needs at least two.`);
	}
	const folds =
		splits === undefined ? await foldsOf(ids, groups, { seed, labelsOf }) : await readSplits(splits, { ids });
	const split = folds[fold];
	if (split === undefined) {
		throw new Refusal(
			`${splits ?? 'The data set'} has the folds 0 to ${folds.length - 1}; there is no fold ${fold}.`,
		);
	}
	return { train: split.train, val: split.val, fold, file: splits };
}

async function foldsOf(
	ids: readonly string[],
	file: string | undefined,
	options: { readonly seed: number; readonly labelsOf: DatasetReport['labelsOf'] },
): Promise<Split[]> {
	if (file === undefined) return makeFolds(ids, { ...options, folds: Math.min(FOLDS, ids.length) });
	const groups = await readGroups(file);
	const count = new Set(ids.map((id) => groups[id])).size;
	return makeFolds(ids, { ...options, groups, folds: Math.min(FOLDS, count) });
}

async function readGroups(file: string): Promise<Record<string, string>> {
	const text = await readFile(file, 'utf8');
	try {
		return z.record(z.string(), z.string()).parse(JSON.parse(text));
	} catch {
		throw new Refusal(`${file} must be a JSON table {"case": "patient", …} with a text for every case.`);
	}
}
