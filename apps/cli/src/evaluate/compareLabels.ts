import { type ClassDice, dice } from '@unetr/metrics';
import { readVolume, sameGrid, type Volume } from '@unetr/volume';
import { Refusal } from '../refusal.ts';
import type { FilePair } from './pairFiles.ts';

/** A pair of label maps on one grid. */
export interface LabelPair extends FilePair {
	readonly predicted: Volume;
	readonly referenced: Volume;
}

/**
 * Reads a pair and checks that both lie on one grid.
 *
 * @throws Refusal naming both files where shape or affine differ.
 */
export async function readPair(pair: FilePair): Promise<LabelPair> {
	const predicted = await readVolume(pair.prediction);
	const referenced = await readVolume(pair.reference);
	const [a, b] = [predicted.shape.join('×'), referenced.shape.join('×')];
	if (a !== b || predicted.channels !== referenced.channels) {
		throw new Refusal(
			`${pair.prediction} has ${a} voxels and ${pair.reference} has ${b}; both must lie on the same grid.`,
		);
	}
	if (!sameGrid(predicted, referenced)) {
		throw new Refusal(
			`${pair.prediction} and ${pair.reference} lie at different places (their affines differ); both must lie on the same grid.`,
		);
	}
	return { ...pair, predicted, referenced };
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
