import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { type Pipeline, segmentVolume } from '@unetr/inference';
import { type ClassDice, type DiceSummary, summariseDice } from '@unetr/metrics';
import { type Dataset, readCaseImage, readVolume, type Volume, writeVolume } from '@unetr/volume';
import { compareLabels } from '../evaluate/compareLabels.ts';
import { type ColoredLabel, withLabels } from '../files/withLabels.ts';
import { Progress } from '../progress.ts';

/** Dice of the held-out cases on their own grids. */
export interface Assessment {
	readonly ids: readonly string[];
	/** Per case, per class, background included. */
	readonly cases: readonly (readonly ClassDice[])[];
	readonly summary: DiceSummary;
}

/** What is assessed, and where the label maps go. */
export interface AssessInput {
	readonly dataset: Dataset;
	readonly ids: readonly string[];
	readonly model: tf.LayersModel;
	/** Of the classes, the background first; the label maps carry them. */
	readonly labels: readonly ColoredLabel[];
	readonly pipeline: Pipeline;
	/** Gets one label map a case. */
	readonly folder: string;
	readonly signal: AbortSignal;
}

/** A held-out case with both label maps, as the pictures need it. */
export interface AssessedCase {
	readonly id: string;
	readonly image: Volume;
	readonly reference: Volume;
	readonly prediction: Volume;
}

/** Predicts held-out cases by sliding window, writes label maps on each scan's grid, and measures them there. */
export async function assessModel(input: AssessInput): Promise<Assessment> {
	const { dataset, ids, model, labels, pipeline, folder, signal } = input;
	await mkdir(folder, { recursive: true });
	const progress = new Progress('predict');
	const cases: ClassDice[][] = [];
	try {
		for (const id of ids) {
			signal.throwIfAborted();
			const listed = dataset.cases.find((entry) => entry.id === id)!;
			const image = await readCaseImage(listed, { signal });
			const { label: predicted } = await segmentVolume(image, model, pipeline, { signal });
			const prediction = labelPath(folder, id);
			await writeVolume(prediction, withLabels(predicted, labels));
			const referenced = await readVolume(listed.label!);
			cases.push(
				compareLabels(
					{ prediction, reference: listed.label!, predicted, referenced },
					labels.length,
					dataset.ignoreLabel,
				),
			);
			progress.update({ done: cases.length, total: ids.length });
		}
	} finally {
		progress.end();
	}
	return { ids, cases, summary: summariseDice(cases) };
}

/** Reads a case that was assessed back from its files. */
export async function readAssessed(dataset: Dataset, folder: string, id: string): Promise<AssessedCase> {
	const listed = dataset.cases.find((entry) => entry.id === id)!;
	return {
		id,
		image: await readCaseImage(listed),
		reference: await readVolume(listed.label!),
		prediction: await readVolume(labelPath(folder, id)),
	};
}

function labelPath(folder: string, id: string): string {
	return join(folder, `${id}.nii.gz`);
}
