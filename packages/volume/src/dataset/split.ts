import { VolumeError } from '../volumeError.ts';

/** One fold: ids to train on and ids to validate on. */
export interface Split {
	readonly train: readonly string[];
	readonly val: readonly string[];
}

/** Refuses ids that stand twice in a fold, on both of its sides, or not in the data set. */
export function checkSplit(
	{ train, val }: Split,
	where: string,
	known: ReadonlySet<string> | undefined,
): void {
	if (train.length === 0 || val.length === 0) {
		throw new VolumeError(
			`${where}: the list of ${train.length === 0 ? 'training' : 'validation'} cases is empty`,
		);
	}
	const repeated = duplicates([...train, ...val]);
	if (repeated.length > 0) {
		throw new VolumeError(
			`${where}: ${told(repeated)} is listed twice, in one list or in both train and val`,
		);
	}
	const unknown = known === undefined ? [] : [...train, ...val].filter((id) => !known.has(id));
	if (unknown.length > 0) throw new VolumeError(`${where}: the data set has no case ${told(unknown)}`);
}

/** Ids that occur more than once. */
export function duplicates(ids: readonly string[]): string[] {
	const seen = new Set<string>();
	const repeated = new Set<string>();
	for (const id of ids) {
		if (seen.has(id)) repeated.add(id);
		seen.add(id);
	}
	return [...repeated];
}

function told(ids: readonly string[]): string {
	return ids.length <= 5 ? ids.join(', ') : `${ids.slice(0, 5).join(', ')} and ${ids.length - 5} more`;
}
