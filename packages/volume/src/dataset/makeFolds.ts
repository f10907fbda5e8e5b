import { VolumeError } from '../volumeError.ts';
import { shuffle } from './shuffle.ts';
import { duplicates, type Split } from './split.ts';

/** How folds are made. */
export interface MakeFoldsOptions {
	/** Number of folds, at least 2. */
	readonly folds: number;
	readonly seed: number;
	/** Group (patient, site) of each id; a group is never divided. Without it every id is a group of its own. */
	readonly groups?: Readonly<Record<string, string>>;
}

/**
 * Divides ids into folds for cross-validation; every id is validated exactly once.
 *
 * The result depends on the ids, the groups and the seed, not on the order in which the ids are given.
 * @throws VolumeError where ids repeat, an id has no group, or there are fewer groups than folds
 */
export function makeFolds(ids: readonly string[], { folds, seed, groups }: MakeFoldsOptions): Split[] {
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
	const foldOf = assign(members, folds, seed);
	return Array.from({ length: folds }, (_, fold) => ({
		train: sorted.filter((id) => foldOf.get(id) !== fold),
		val: sorted.filter((id) => foldOf.get(id) === fold),
	}));
}

/** Largest group first, in a seeded order among equals, each to the fold with the fewest cases. */
function assign(
	members: ReadonlyMap<string, readonly string[]>,
	folds: number,
	seed: number,
): Map<string, number> {
	const order = shuffle([...members.keys()].sort(), seed).map((group) => members.get(group)!);
	order.sort((a, b) => b.length - a.length);
	const sizes = new Array<number>(folds).fill(0);
	const foldOf = new Map<string, number>();
	for (const group of order) {
		const fold = sizes.indexOf(Math.min(...sizes));
		sizes[fold]! += group.length;
		for (const id of group) foldOf.set(id, fold);
	}
	return foldOf;
}

function groupOf(id: string, groups: Readonly<Record<string, string>>): string {
	const group = Object.hasOwn(groups, id) ? groups[id] : undefined;
	if (group === undefined)
		throw new VolumeError(`the case ${id} has no group; name a group for every case or for none`);
	return group;
}
