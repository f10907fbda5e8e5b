/** Cases that stay together. */
export interface FoldGroup {
	readonly ids: readonly string[];
	/** Label values of the group's cases, once for each case that has the value. */
	readonly labels: readonly number[];
}

/**
 * Gives every group a fold so that each label is spread as evenly as the groups allow (Sechidis, Tsoumakas and
 * Vlahavas, "On the stratification of multi-label data", 2011, with folds of equal size).
 *
 * The rarest label among the groups that are left goes first; its groups, the largest first, go to the fold that has
 * the fewest cases with it, then to the smallest fold, then to the first. Groups without labels fill the folds up.
 * @param groups in a seeded order, which decides among equals
 */
export function stratify(groups: readonly FoldGroup[], folds: number): Map<string, number> {
	const left = new Set(groups.toSorted((a, b) => b.ids.length - a.ids.length));
	const sizes = new Array<number>(folds).fill(0);
	const counts = Array.from({ length: folds }, () => new Map<number, number>());
	const foldOf = new Map<string, number>();
	const limit = foldLimit(groups, folds);
	while (left.size > 0) {
		const label = rarestLabel(left);
		for (const group of left) {
			if (label !== undefined && !group.labels.includes(label)) continue;
			const fold = limit(sizes).reduce((best, other) => {
				const more = label === undefined ? 0 : countOf(counts[best]!, label) - countOf(counts[other]!, label);
				return more > 0 || (more === 0 && sizes[other]! < sizes[best]!) ? other : best;
			});
			left.delete(group);
			sizes[fold]! += group.ids.length;
			for (const id of group.ids) foldOf.set(id, fold);
			for (const value of group.labels) counts[fold]!.set(value, countOf(counts[fold]!, value) + 1);
		}
	}
	return foldOf;
}

function countOf(counts: ReadonlyMap<number, number>, label: number): number {
	return counts.get(label) ?? 0;
}

/** The label that the fewest cases have; the smallest value among equals, nothing where no case has a label. */
function rarestLabel(groups: ReadonlySet<FoldGroup>): number | undefined {
	const counts = new Map<number, number>();
	for (const { labels } of groups) for (const label of labels) counts.set(label, countOf(counts, label) + 1);
	return [...counts].sort(([a, m], [b, n]) => m - n || a - b)[0]?.[0];
}

/** Folds that may take another group: with single cases none grows beyond its share, and only as many as must round up. */
function foldLimit(groups: readonly FoldGroup[], folds: number): (sizes: readonly number[]) => number[] {
	const all = Array.from({ length: folds }, (_, fold) => fold);
	if (groups.some(({ ids }) => ids.length > 1)) return () => all;
	const share = Math.floor(groups.length / folds);
	const larger = groups.length % folds;
	return (sizes) => {
		const full = sizes.filter((size) => size > share).length;
		return all.filter((fold) => sizes[fold]! < share || (sizes[fold]! === share && full < larger));
	};
}
