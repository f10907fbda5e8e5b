import { type Connectivity, connectedComponents } from '@unetr/volume';
import { type GridOptions, labelGrid } from '../labelGrid.ts';
import type { LabelMap } from '../labelMap.ts';
import { MetricsError } from '../metricsError.ts';
import { type Region, type RegionMasks, regionMasks } from '../region.ts';
import { type InstancePair, instancePairs } from './instancePairs.ts';

/** How components become lesions and lesions are matched. */
export interface MatchOptions {
	/** Neighbours that belong to one lesion; default 26. */
	readonly connectivity?: Connectivity;
	/** A pair matches where its IoU is above this, 0 … 1; default 0.5, at which no lesion can match two. */
	readonly minIou?: number;
}

/** Options of `lesionScores`. */
export interface LesionOptions extends GridOptions, MatchOptions {
	/** What is measured; default everything that is not 0. */
	readonly region?: Pick<Region, 'labels'>;
}

/** How the lesions of a prediction match those of a reference; ratios are null where there are no lesions at all. */
export interface LesionScores {
	/** Matched pairs. */
	readonly truePositives: number;
	/** Lesions of the prediction without a match. */
	readonly falsePositives: number;
	/** Lesions of the reference without a match. */
	readonly falseNegatives: number;
	/** Recognition quality, `2TP / (2TP + FP + FN)`. */
	readonly f1: number | null;
	/** Segmentation quality: mean IoU of matched pairs; null where none match. */
	readonly segmentationQuality: number | null;
	/** `Σ IoU / (TP + FP/2 + FN/2)`. */
	readonly panopticQuality: number | null;
	/** Matched pairs by the ids of their components, the largest IoU first. */
	readonly matches: readonly InstancePair[];
}

/**
 * Lesion-wise F1 and panoptic quality of the connected components of two masks
 * (Kirillov et al. 2019, arXiv:1801.00868), matched one to one, the largest IoU first.
 *
 * @throws MetricsError where `minIou` is not in 0 … 1 or the maps do not lie on one grid of known shape
 */
export function lesionScores(
	prediction: LabelMap,
	reference: LabelMap,
	options: LesionOptions = {},
): LesionScores {
	return maskLesionScores(regionMasks(labelGrid(prediction, reference, options), options.region), options);
}

/** The same for masks that are cut out already. */
function maskLesionScores(masks: RegionMasks, options: MatchOptions = {}): LesionScores {
	return matchLesions(findLesions(masks, options.connectivity), options.minIou);
}

/** The lesions of both masks. */
export interface Lesions {
	/** Those that share voxels, the largest IoU first. */
	readonly pairs: readonly InstancePair[];
	/** How many the prediction holds. */
	readonly predicted: number;
	/** How many the reference holds. */
	readonly expected: number;
}

/** Finds the lesions of both masks and those that share voxels. */
export function findLesions(masks: RegionMasks, connectivity: Connectivity = 26): Lesions {
	if (masks.prediction.length === 0) return { pairs: [], predicted: 0, expected: 0 };
	const [p, r] = [masks.prediction, masks.reference].map((mask) =>
		connectedComponents(mask, masks.shape, connectivity),
	);
	const pairs = instancePairs(p.ids, r.ids, p.sizes, r.sizes);
	return { pairs, predicted: p.count, expected: r.count };
}

/** Matches lesions one to one and scores the matches. */
export function matchLesions({ pairs, predicted, expected }: Lesions, minIou = 0.5): LesionScores {
	if (!(minIou >= 0 && minIou < 1)) {
		throw new MetricsError(`minIou is ${minIou}; it must be at least 0 and below 1.`);
	}
	return matchScores(matchGreedily(pairs, minIou), predicted, expected);
}

/** Takes pairs in order as long as neither side is taken. */
function matchGreedily(pairs: readonly InstancePair[], minIou: number): InstancePair[] {
	const [taken, found] = [new Set<number>(), new Set<number>()];
	return pairs.filter(({ prediction, reference, iou }) => {
		if (iou <= minIou || taken.has(prediction) || found.has(reference)) return false;
		taken.add(prediction);
		found.add(reference);
		return true;
	});
}

function matchScores(matches: readonly InstancePair[], predicted: number, expected: number): LesionScores {
	const truePositives = matches.length;
	const sum = matches.reduce((total, { iou }) => total + iou, 0);
	const halfOfAll = (predicted + expected) / 2; // TP + FP/2 + FN/2
	return {
		truePositives,
		falsePositives: predicted - truePositives,
		falseNegatives: expected - truePositives,
		f1: halfOfAll === 0 ? null : truePositives / halfOfAll,
		segmentationQuality: truePositives === 0 ? null : sum / truePositives,
		panopticQuality: halfOfAll === 0 ? null : sum / halfOfAll,
		matches,
	};
}
