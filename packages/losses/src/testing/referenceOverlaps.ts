import type { DiceOptions } from '../dice.ts';
import type { LossOptions } from '../lossRoster.ts';
import type { OverlapOptions } from '../overlapCost.ts';
import type { TverskyOptions } from '../tversky.ts';
import { type Item, mean, sum } from './problem.ts';

/*
 * The losses once more from their definitions, by loops over plain float64 numbers: what values and, by differences,
 * gradients are compared with. Nothing here is shared with the losses but the types of their options.
 */

/** Sums over one item's voxels (or all items', in a batch) of one channel. */
interface Counts {
	readonly overlap: number;
	readonly p: number;
	readonly y: number;
	readonly pp: number;
	readonly yy: number;
	readonly apart: number;
}

/** Channels that count. */
export const channelsOf = (item: Item, includeBackground: boolean): number[] =>
	item.z[0]!.map((_, channel) => channel).slice(includeBackground || item.z[0]!.length === 1 ? 0 : 1);

/** Counts [item or batch][counted channel]. */
function countsOf(items: Item[], { includeBackground = true, batch = false }: OverlapOptions): Counts[][] {
	const groups = batch ? [items] : items.map((item) => [item]);
	return groups.map((group) =>
		channelsOf(group[0]!, includeBackground).map((c) => {
			const voxels = group.flatMap(({ p, y, known }) =>
				p.map((row, v) => ({ p: row[c]! * known[v]![c]!, y: y[v]![c]! })),
			);
			const over = (f: (voxel: { p: number; y: number }) => number): number => sum(voxels.map(f));
			return {
				overlap: over(({ p, y }) => p * y),
				p: over(({ p }) => p),
				y: over(({ y }) => y),
				pp: over(({ p }) => p * p),
				yy: over(({ y }) => y * y),
				apart: over(({ p, y }) => Math.abs(p - y)),
			};
		}),
	);
}

/** Mean or sum of weighted costs. */
export function reduceReference(
	costs: number[][],
	{ classWeights, reduction = 'mean' }: OverlapOptions,
): number {
	const weighted = costs.flatMap((row) => row.map((cost, c) => cost * (classWeights?.[c] ?? 1)));
	return reduction === 'sum' ? sum(weighted) : mean(weighted);
}

export function referenceDice(items: Item[], options: DiceOptions): number {
	const { smoothNr = 1e-5, smoothDr = 1e-5 } = options;
	const cost = ({ overlap, p, y, pp, yy, apart }: Counts): number => {
		const size = options.squared ? pp + yy : p + y;
		const shared = options.softLabel && !options.squared ? (p + y - apart) / 2 : overlap;
		return 1 - (2 * shared + smoothNr) / ((options.jaccard ? 2 * (size - shared) : size) + smoothDr);
	};
	return reduceReference(
		countsOf(items, options).map((row) => row.map(cost)),
		options,
	);
}

export function referenceTverskyCosts(items: Item[], options: TverskyOptions): number[][] {
	const { alpha = 0.5, beta = 0.5, smoothNr = 1e-5, smoothDr = 1e-5 } = options;
	return countsOf(items, options).map((row) =>
		row.map(({ overlap, p, y, apart }) => {
			const shared = options.softLabel ? (p + y - apart) / 2 : overlap;
			return 1 - (shared + smoothNr) / (shared + alpha * (p - shared) + beta * (y - shared) + smoothDr);
		}),
	);
}

export function referenceGeneralizedDice(items: Item[], options: LossOptions['generalizedDice']): number {
	const { smoothNr = 1e-5, smoothDr = 1e-5, weighting = 'square', reduction = 'mean' } = options;
	const power = { square: 2, simple: 1, uniform: 0 }[weighting];
	const costs = countsOf(items, options).map((row) => {
		const finite = row.filter(({ y }) => y > 0).map(({ y }) => y ** -power);
		const factors = row.map(({ y }) => (power === 0 ? 1 : y > 0 ? y ** -power : Math.max(0, ...finite)));
		const numerator = sum(row.map(({ overlap }, c) => 2 * factors[c]! * overlap));
		return 1 - (numerator + smoothNr) / (sum(row.map(({ p, y }, c) => factors[c]! * (p + y))) + smoothDr);
	});
	return reduction === 'sum' ? sum(costs) : mean(costs);
}
