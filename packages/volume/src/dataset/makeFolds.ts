import { VolumeError } from '../volumeError.ts';
import { shuffle } from './shuffle.ts';
import { duplicates, type Split } from './split.ts';
import { type FoldGroup, stratify } from './stratify.ts';

/** How folds are made. */
export interface MakeFoldsOptions {
	/** Number of folds, at least 2. */
	readonly folds: number;
	readonly seed: number;
	/** Group (patient, site) of each id; a group is never divided. Without it every id is a group of its own. */
	readonly groups?: Readonly<Record<string, string>>;
	/** Label values that occur in each case, as `validateDataset` finds them; rare ones are spread over the folds. */
	readonly labelsOf?: ReadonlyMap<string, readonly number[]>;
}

/**
 * Divides ids into folds for cross-validation; every id is validated exactly once.
 *
 * The result depends on the ids, the groups, the labels and the seed, not on the order in which the ids are given.
 * Folds differ by one case at most where no group has several.
 * @throws VolumeError where ids repeat, an id has no group, or there are fewer groups than folds
 */
export function makeFolds(ids: readonly string[], options: MakeFoldsOptions): Split[] {
	const { folds, seed, groups, labelsOf } = options;
	const repeated = duplicates(ids);
	if (repeated.length > 0) throw new VolumeError(`the case ids ${repeated.join(', ')} occur twice`);
	const members = new Map<string, string[]>();
	// Sorted by code unit: a locale's order would differ between machines.
	const sorted = [...ids].sort();
	for (const id of sorted) {
		const group = groups === undefined ? id : groupOf(id, groups);
		members.set(group, [...(members.get(group) ?? []), id]);
	}
	if (!(Number.isInteger(folds) && folds >= 2 && folds <= members.size)) {
		const what = groups === undefined ? 'cases' : 'groups';
		throw new VolumeError(
			`${members.size} ${what} cannot be divided into ${folds} folds; take from 2 to ${members.size}`,
		);
	}
	const order = shuffle([...members.keys()].sort(), seed).map(
		(group): FoldGroup => ({
			ids: members.get(group)!,
			labels: members.get(group)!.flatMap((id) => labelsOf?.get(id) ?? []),
		}),
	);
	const foldOf = stratify(order, folds);
	return Array.from({ length: folds }, (_, fold) => ({
		train: sorted.filter((id) => foldOf.get(id) !== fold),
		val: sorted.filter((id) => foldOf.get(id) === fold),
	}));
}

function groupOf(id: string, groups: Readonly<Record<string, string>>): string {
	const group = Object.hasOwn(groups, id) ? groups[id] : undefined;
	if (group === undefined)
		throw new VolumeError(`the case ${id} has no group; name a group for every case or for none`);
	return group;
}
