import type { LossName, LossOptions } from '../lossRoster.ts';
import { type Item, itemsOf, mean, type Problem, sum } from './problem.ts';
import { referenceDistances, referenceSkeleton } from './referenceGrids.ts';
import {
	channelsOf,
	reduceReference,
	referenceDice,
	referenceGeneralizedDice,
	referenceTverskyCosts,
} from './referenceOverlaps.ts';
import {
	referenceCrossEntropy,
	referenceFocal,
	referenceTopK,
	referenceUnifiedFocal,
} from './referenceVoxels.ts';

type Reference<Name extends LossName> = (problem: Problem, options: LossOptions[Name]) => number;

const maskOf = (map: readonly number[]): boolean[] => map.map((value) => value > 0.5);
const column = (rows: number[][], c: number): number[] => rows.map((row) => row[c]!);

/** Probabilities, targets and what is known of each item and counted channel. */
const mapsOf = (items: Item[], includeBackground: boolean) =>
	items.map((item) =>
		channelsOf(item, includeBackground).map((c) => ({
			p: column(item.p, c).map((value, v) => value * item.known[v]![c]!),
			bare: column(item.p, c),
			y: column(item.y, c),
			known: column(item.known, c),
		})),
	);

function clDice(problem: Problem, options: LossOptions['clDice']): number {
	const { includeBackground = false, iterations = 3, smooth = 1, alpha = 1 } = options;
	const maps = mapsOf(itemsOf(problem, options), includeBackground).flat();
	const skeletonOf = (map: number[]): number[] => referenceSkeleton(map, problem.space, iterations);
	const totals = maps.map(({ p, y }) => {
		const [predicted, reference] = [skeletonOf(p), skeletonOf(y)];
		return [
			sum(predicted.map((value, v) => value * y[v]!)),
			sum(predicted),
			sum(reference.map((value, v) => value * p[v]!)),
			sum(reference),
			sum(p.map((value, v) => value * y[v]!)),
			sum(p) + sum(y),
		];
	});
	const [tp, np, ts, ns, overlap, size] = totals[0]!.map((_, n) => sum(column(totals, n))) as [
		number,
		number,
		number,
		number,
		number,
		number,
	];
	const [precision, sensitivity] = [(tp + smooth) / (np + smooth), (ts + smooth) / (ns + smooth)];
	const centreline = 1 - (2 * precision * sensitivity) / (precision + sensitivity);
	return alpha * centreline + (1 - alpha) * (1 - (2 * overlap + smooth) / (size + smooth));
}

function hausdorffDt(problem: Problem, options: LossOptions['hausdorffDt']): number {
	const { includeBackground = false, alpha = 2, spacingMm = [1, 1, 1], batch, reduction, log } = options;
	const maps = mapsOf(itemsOf(problem, options), includeBackground);
	const costs = maps.map((channels) =>
		channels.map(({ bare, y, known }) => {
			const [dp, dy] = [bare, y].map((map) => referenceDistances(maskOf(map), problem.space, spacingMm));
			return mean(
				bare.map((p, v) => {
					const far = [dp!, dy!].map((d) => (d[v]!.inside + d[v]!.outside) ** alpha);
					return known[v]! * (p - y[v]!) ** 2 * sum(far);
				}),
			);
		}),
	);
	const joined = batch ? [costs[0]!.map((_, c) => mean(column(costs, c)))] : costs;
	const loss = reduceReference(joined, reduction ? { reduction } : {});
	return log ? Math.log(1 + loss) : loss;
}

function boundary(problem: Problem, options: LossOptions['boundary']): number {
	const { includeBackground = false, spacingMm = [1, 1, 1] } = options;
	const terms = mapsOf(itemsOf(problem, options), includeBackground).flatMap((channels) =>
		channels.map(({ p, y }) => {
			const far = referenceDistances(maskOf(y), problem.space, spacingMm);
			const empty = !y.includes(1) || !y.includes(0);
			return mean(
				p.map((value, v) => {
					const { inside, outside } = far[v]!;
					return empty ? 0 : value * (outside > 0 ? outside : Math.min(...spacingMm) - inside);
				}),
			);
		}),
	);
	return mean(terms);
}

function wassersteinDice(problem: Problem, options: LossOptions['wassersteinDice']): number {
	const { distances, smoothNr = 1e-5, smoothDr = 1e-5, reduction } = options;
	const largest = Math.max(...distances.flat());
	const costs = itemsOf(problem, options).map(({ p, y, known }) => {
		const errors = p.map((row, v) => {
			const truth = y[v]!.indexOf(1);
			return truth < 0 || known[v]!.includes(0)
				? 0
				: sum(row.map((value, c) => (distances[truth]![c]! / largest) * value));
		});
		const hits = sum(errors.map((error, v) => (y[v]!.indexOf(1) > 0 ? 1 - error : 0)));
		return [1 - (2 * hits + smoothNr) / (2 * hits + sum(errors) + smoothDr)];
	});
	return reduceReference(costs, reduction ? { reduction } : {});
}

/** Focal part of a joint loss, whose activation is its own. */
const focalPart = (
	problem: Problem,
	{ focalActivation = 'sigmoid', ...options }: LossOptions['diceFocal'],
): number => {
	const own = { ...options, activation: focalActivation };
	return referenceFocal(itemsOf(problem, own), own, focalActivation === 'softmax');
};

/** Every loss from its definition in float64; a loss without one does not compile. */
export const references: { readonly [Name in LossName]: Reference<Name> } = {
	boundary,
	clDice,
	crossEntropy: (problem, options) => referenceCrossEntropy(itemsOf(problem, options), options),
	dice: (problem, options) => referenceDice(itemsOf(problem, options), options),
	diceCrossEntropy(problem, options) {
		const { lambdaDice = 1, lambdaCe = 1, classWeights, includeBackground = true } = options;
		const counted = includeBackground ? classWeights : classWeights?.slice(1);
		const items = itemsOf(problem, options);
		const overlap = referenceDice(items, counted ? { ...options, classWeights: counted } : options);
		return lambdaDice * overlap + lambdaCe * referenceCrossEntropy(items, options);
	},
	diceFocal(problem, options) {
		const { lambdaDice = 1, lambdaFocal = 1 } = options;
		const overlap = referenceDice(itemsOf(problem, options), options);
		return lambdaDice * overlap + lambdaFocal * focalPart(problem, options);
	},
	focal: (problem, options) =>
		referenceFocal(
			itemsOf(problem, { ...options, activation: options.activation ?? 'sigmoid' }),
			options,
			options.activation === 'softmax',
		),
	focalTversky(problem, options) {
		const own = { alpha: 0.3, beta: 0.7, ...options };
		const costs = referenceTverskyCosts(itemsOf(problem, own), own);
		const exponent = 1 / (options.gamma ?? 4 / 3);
		return reduceReference(
			costs.map((row) => row.map((cost) => cost ** exponent)),
			own,
		);
	},
	generalizedDice: (problem, options) => referenceGeneralizedDice(itemsOf(problem, options), options),
	generalizedDiceFocal(problem, options) {
		const { lambdaGdl = 1, lambdaFocal = 1 } = options;
		const overlap = referenceGeneralizedDice(itemsOf(problem, options), options);
		return lambdaGdl * overlap + lambdaFocal * focalPart(problem, options);
	},
	hausdorffDt,
	topKCrossEntropy: (problem, options) => referenceTopK(itemsOf(problem, options), options),
	tversky: (problem, options) =>
		reduceReference(referenceTverskyCosts(itemsOf(problem, options), options), options),
	unifiedFocal: (problem, options) => referenceUnifiedFocal(itemsOf(problem, options), options),
	wassersteinDice,
};
