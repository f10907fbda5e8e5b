import { type Dataset, makeFolds, readSplits, type Split } from '@unetr/volume';
import { Refusal } from '../refusal.ts';

/** Folds made where no file gives them: four, as many as a quarter of the cases for validation. */
const FOLDS = 4;

/** Which cases are trained on and which are held out. */
export interface ChosenSplit extends Split {
	readonly fold: number;
	/** The file it comes from; undefined where the folds were made from the seed. */
	readonly file: string | undefined;
}

/**
 * Takes a fold from a file, or makes the folds from the ids and the seed.
 *
 * @throws Refusal where the fold does not exist or the set is too small.
 * @throws VolumeError where the file does not fit the data set.
 */
export async function chooseSplit(
	dataset: Dataset,
	{ splits, fold, seed }: { splits: string | undefined; fold: number; seed: number },
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
		splits === undefined
			? makeFolds(ids, { folds: Math.min(FOLDS, ids.length), seed })
			: await readSplits(splits, { ids });
	const split = folds[fold];
	if (split === undefined) {
		throw new Refusal(
			`${splits ?? 'The data set'} has the folds 0 to ${folds.length - 1}; there is no fold ${fold}.`,
		);
	}
	return { train: split.train, val: split.val, fold, file: splits };
}
