import { readVolume, sameGrid, type Volume } from '@unetr/volume';
import type { MeasureOptions } from '../measure/measureOptions.ts';
import { measureRegions, type RegionMeasures } from '../measure/measureRegions.ts';
import { MetricsError } from '../metricsError.ts';
import type { VolumePair } from './pairVolumes.ts';

/** What a case gave. */
export interface PairMeasures {
	readonly regions: readonly RegionMeasures[];
	/** Voxels that count, for regions that occur in other cases only. */
	readonly gridVoxels: number;
}

/**
 * Reads a pair of label maps and measures it.
 *
 * @throws MetricsError naming the files where they do not lie on one grid or hold what is no label
 */
export async function measurePair(pair: VolumePair, options: MeasureOptions): Promise<PairMeasures> {
	const reference = await readVolume(pair.reference);
	const prediction = pair.prediction === null ? emptyLike(reference) : await readVolume(pair.prediction);
	checkGrids(pair, prediction, reference);
	const { regions, ignoreLabel } = options;
	const known = regions && [0, ...regions.flatMap(({ labels }) => labels)];
	checkLabels(pair.prediction ?? pair.reference, prediction, known);
	checkLabels(
		pair.reference,
		reference,
		known && ignoreLabel !== undefined ? [...known, ignoreLabel] : known,
	);
	let gridVoxels = reference.voxels.length;
	for (const label of reference.voxels) if (label === ignoreLabel) gridVoxels--;
	return { regions: measureRegions(prediction, reference, options), gridVoxels };
}

/** A label map of the same grid with no label in it. */
const emptyLike = (reference: Volume): Volume => ({
	...reference,
	voxels: new Uint8Array(reference.voxels.length),
});

function checkGrids(pair: VolumePair, prediction: Volume, reference: Volume): void {
	const [a, b] = [prediction, reference].map(({ shape, channels }) =>
		[...shape, ...(channels === 1 ? [] : [channels])].join('×'),
	);
	if (a !== b) {
		throw new MetricsError(
			`${pair.prediction} has ${a} voxels and ${pair.reference} has ${b}; both must lie on the same grid.`,
		);
	}
	if (!sameGrid(prediction, reference)) {
		throw new MetricsError(
			`${pair.prediction} and ${pair.reference} lie at different places (their affines differ); both must lie on the same grid.`,
		);
	}
	if (prediction.channels !== 1) {
		throw new MetricsError(
			`${pair.prediction ?? pair.reference} has ${prediction.channels} channels; a label map has one.`,
		);
	}
}

/** Labels are whole numbers, and where a table of regions is given, ones it knows. */
function checkLabels(path: string, { voxels }: Volume, known: readonly number[] | undefined): void {
	const allowed = known && new Set(known);
	let last = 0;
	for (let v = 0; v < voxels.length; v++) {
		const label = voxels[v];
		if (label === last) continue;
		if (!Number.isInteger(label)) {
			throw new MetricsError(
				`${path} holds the label ${label}; labels are whole numbers, so give label maps and no probabilities.`,
			);
		}
		if (allowed?.has(label) === false) {
			throw new MetricsError(`${path} holds the label ${label}; the table knows ${[...allowed].join(', ')}.`);
		}
		last = label;
	}
}
