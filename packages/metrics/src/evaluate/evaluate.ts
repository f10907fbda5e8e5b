import { availableParallelism } from 'node:os';
import { type MeasureOptions, resolveOptions } from '../measure/measureOptions.ts';
import { absentRegion, labelRegion, type RegionMeasures } from '../measure/measureRegions.ts';
import { summariseMeasures } from '../measure/summariseMeasures.ts';
import { MetricsError } from '../metricsError.ts';
import type { Region } from '../region.ts';
import type { EvaluatedCase, Evaluation, MissingPredictions } from '../report/evaluation.ts';
import { policyText } from '../report/policyText.ts';
import type { BootstrapOptions } from '../statistics/bootstrapMean.ts';
import type { PairMeasures } from './measurePair.ts';
import { pairVolumes, type VolumePair } from './pairVolumes.ts';
import { runWorkers } from './runWorkers.ts';

/** Where an evaluation stands. */
export interface EvaluateProgress {
	readonly done: number;
	readonly total: number;
	/** The case that was finished last. */
	readonly id: string;
}

/** Options of `evaluate`. */
export interface EvaluateOptions extends MeasureOptions, BootstrapOptions {
	/**
	 * A reference without a prediction: left out of every mean and named ('leaveOut', default), or compared with an empty
	 * prediction ('empty'), so that a case which failed counts as missed.
	 */
	readonly missingPredictions?: MissingPredictions;
	/** Worker threads; default one a processor. */
	readonly threads?: number;
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: EvaluateProgress) => void;
}

/**
 * Compares a folder of label maps with a folder of references, paired by name, in worker threads: every metric per case
 * and class, means with deviations and bootstrap intervals, and how often a class was missed or invented.
 *
 * @param predictions folder, or one file
 * @param references folder, or one file
 * @throws MetricsError where nothing pairs or a pair cannot be compared; VolumeError where a file cannot be read; the
 * signal's reason where it is aborted
 */
export async function evaluate(
	predictions: string,
	references: string,
	options: EvaluateOptions = {},
): Promise<Evaluation> {
	const { threads = availableParallelism(), signal, onProgress, ...rest } = options;
	const { confidence, resamples, seed, missingPredictions = 'leaveOut', ...measureOptions } = rest;
	if (!Number.isInteger(threads) || threads < 1) {
		throw new MetricsError(`threads is ${threads}; give a whole number of at least 1.`);
	}
	const { regions: _regions, ...resolved } = resolveOptions(measureOptions);
	const bootstrap = { confidence: confidence ?? 0.95, resamples: resamples ?? 2000, seed: seed ?? 0 };
	const { pairs, unpaired } = await pairVolumes(predictions, references, missingPredictions);
	let done = 0;
	const measured = await runWorkers(
		pairs.map((pair) => ({ pair, options: measureOptions })),
		{
			threads,
			signal,
			onDone: (index) => onProgress?.({ done: ++done, total: pairs.length, id: pairs[index].id }),
		},
	);
	const cases = completeCases(pairs, measured, measureOptions);
	return {
		cases,
		summary: summariseMeasures(
			cases.map(({ regions }) => regions),
			bootstrap,
		),
		policy: { empty: resolved.emptyPolicy, text: policyText[resolved.emptyPolicy] },
		options: { ...resolved, ...bootstrap, missingPredictions },
		unpaired,
	};
}

/** Gives every case the same regions: those of the options, or every label that occurs in any case. */
function completeCases(
	pairs: readonly VolumePair[],
	measured: readonly PairMeasures[],
	options: MeasureOptions,
): EvaluatedCase[] {
	const occurring = new Set(measured.flatMap(({ regions }) => regions.flatMap(({ labels }) => labels)));
	const all: readonly Region[] = options.regions ?? [...occurring].sort((a, b) => a - b).map(labelRegion);
	return pairs.map((pair, index) => {
		const { regions, gridVoxels } = measured[index];
		const byName = new Map<string, RegionMeasures>(regions.map((region) => [region.name, region]));
		return {
			...pair,
			regions: all.map((region) => byName.get(region.name) ?? absentRegion(region, gridVoxels, options)),
		};
	});
}
