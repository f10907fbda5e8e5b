import type { EntropyOptions } from '../entropyCosts.ts';
import type { FocalOptions } from '../focal.ts';
import type { LossOptions } from '../lossRoster.ts';
import { type Item, mean, sum } from './problem.ts';
import { channelsOf, referenceTverskyCosts } from './referenceOverlaps.ts';

/** Cost and weight of every voxel. */
function entropies(items: Item[], options: EntropyOptions): [number, number][] {
	const { classWeights, labelSmoothing: smooth = 0, activation } = options;
	const weightOf = (c: number): number => classWeights?.[c] ?? 1;
	const sigmoid = activation === 'sigmoid' || options.regions !== undefined;
	return items.flatMap(({ p, y, known, members }) =>
		p.map((row, v): [number, number] => {
			const channels = row.map((_, c) => c);
			if (sigmoid) {
				const cost = (c: number): number => {
					const target = y[v]![c]! * (1 - smooth) + smooth / 2;
					return -target * Math.log(row[c]!) - (1 - target) * Math.log(1 - row[c]!);
				};
				const weights = channels.map((c) => weightOf(c) * known[v]![c]!);
				return [sum(channels.map((c) => weights[c]! * cost(c))), sum(weights)];
			}
			const may = channels.filter((c) => members[v]![c] === 1);
			if (may.length === 0 || may.length === channels.length) return [0, 0];
			const weight = mean(may.map(weightOf));
			const hit = -Math.log(sum(may.map((c) => row[c]!))) * weight;
			const spread = sum(channels.map((c) => -weightOf(c) * Math.log(row[c]!))) / channels.length;
			return [(1 - smooth) * hit + smooth * spread, weight];
		}),
	);
}

export function referenceCrossEntropy(items: Item[], options: LossOptions['crossEntropy']): number {
	const costs = entropies(items, options);
	const total = sum(costs.map(([cost]) => cost));
	return options.reduction === 'sum' ? total : total / sum(costs.map(([, weight]) => weight));
}

export function referenceTopK(items: Item[], options: LossOptions['topKCrossEntropy']): number {
	const ranked = entropies(items, options).sort(([a], [b]) => b - a);
	const chosen = ranked.slice(0, Math.floor((options.share ?? 0.1) * ranked.length));
	return sum(chosen.map(([cost]) => cost)) / sum(chosen.map(([, weight]) => weight));
}

export function referenceFocal(items: Item[], options: FocalOptions, softmax: boolean): number {
	const { gamma = 2, alpha, includeBackground = true, classWeights, reduction } = options;
	const first = channelsOf(items[0]!, includeBackground);
	const cost = (p: number, y: number, c: number): number => {
		const there = -((1 - p) ** gamma) * Math.log(p);
		if (softmax) return y * there * (alpha === undefined ? 1 : c === 0 ? 1 - alpha : alpha);
		const away = -(p ** gamma) * Math.log(1 - p);
		return alpha === undefined
			? y * there + (1 - y) * away
			: alpha * y * there + (1 - alpha) * (1 - y) * away;
	};
	const terms = items.map(({ p, y, known }) =>
		first.map((c, n) =>
			p.map((row, v) => ({
				cost: known[v]![c]! * cost(row[c]!, y[v]![c]!, c) * (classWeights?.[n] ?? 1),
				known: known[v]![c]!,
			})),
		),
	);
	const ratio = (list: { cost: number; known: number }[]): number =>
		sum(list.map((one) => one.cost)) / sum(list.map((one) => one.known));
	return reduction === 'sum' ? sum(terms.flat().map(ratio)) : ratio(terms.flat(2));
}

export function referenceUnifiedFocal(items: Item[], options: LossOptions['unifiedFocal']): number {
	const { lambda = 0.5, delta = 0.6, gamma = 0.5, asymmetric = true, batch = false, regions } = options;
	const sigmoid = regions !== undefined || options.activation === 'sigmoid';
	const common = (c: number): boolean => c === 0 && !sigmoid;
	const tversky = referenceTverskyCosts(items, { alpha: 1 - delta, beta: delta, batch }).flatMap((row) =>
		row.map((cost, c) => (asymmetric && common(c) ? cost : cost ** (1 - gamma))),
	);
	const voxels = items.flatMap(({ p, y, known }) =>
		p.map((row, v) =>
			row.map((value, c) => {
				const focus = asymmetric && !common(c) ? 0 : gamma;
				const there = -(common(c) ? 1 - delta : delta) * (1 - value) ** focus * Math.log(value);
				const away = sigmoid ? -(1 - delta) * value ** gamma * Math.log(1 - value) : 0;
				return { known: known[v]![c]!, cost: y[v]![c] === 1 ? there : away };
			}),
		),
	);
	const counted = voxels.filter((row) => row.some(({ known }) => known === 1)).length;
	const hard = sum(voxels.flat().map(({ known, cost }) => known * cost)) / counted;
	return lambda * mean(tversky) + (1 - lambda) * hard;
}
