import { type ClassDice, dice } from '@unetr/metrics';
import type { Volume } from '@unetr/volume';
import { Refusal } from '../refusal.ts';

/** A pair of label maps on one grid, with the paths they come from. */
export interface LabelPair {
	readonly prediction: string;
	readonly reference: string;
	readonly predicted: Volume;
	readonly referenced: Volume;
}

/**
 * Dice of every class of a pair.
 *
 * @param numClasses - Labels 0 to numClasses - 1 are known.
 * @param ignoreLabel - Voxels whose reference has this label are not counted.
 * @throws Refusal naming the file where a label is outside the table.
 */
export function compareLabels(pair: LabelPair, numClasses: number, ignoreLabel?: number): ClassDice[] {
	for (const [path, volume] of [
		[pair.prediction, pair.predicted],
		[pair.reference, pair.referenced],
	] as const) {
		const strange = volume.voxels.find(
			(label) =>
				!(Number.isInteger(label) && label >= 0 && label < numClasses) &&
				!(volume === pair.referenced && label === ignoreLabel),
		);
		if (strange !== undefined) {
			throw new Refusal(`${path} holds the label ${strange}; the table knows 0 to ${numClasses - 1}.`);
		}
	}
	const counted = ignoreLabel === undefined ? { numClasses } : { numClasses, ignoreLabel };
	return dice(pair.predicted, pair.referenced, counted);
}
