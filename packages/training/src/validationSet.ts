import * as tf from '@tensorflow/tfjs';
import { argmaxLabels, type Predict, type SlidingWindowOptions, slidingWindow } from '@unetr/inference';
import { type ClassDice, dice, summariseDice } from '@unetr/metrics';
import type { PreparedCase } from './preparedCase.ts';
import type { ValidationOptions, Validator } from './trainer.ts';
import { TrainingError } from './trainingError.ts';
import type { ValidationReport } from './validationReport.ts';

/** What is measured, and how the windows are laid. */
export interface ValidationSetOptions
	extends Pick<SlidingWindowOptions, 'roiSize' | 'overlap' | 'mode' | 'sigmaScale' | 'batchSize'> {
	readonly cases: readonly PreparedCase[];
	/** Names of the classes in the order of their numbers, the background first. */
	readonly classes: readonly string[];
	/** Voxels that have this label are not counted. */
	readonly ignoreLabel?: number;
}

/** Validation by sliding window: Dice per class and case on the prepared grid; draws no random numbers. */
export class ValidationSet implements Validator {
	readonly #options: ValidationSetOptions;

	/** @throws TrainingError where there are no cases or a case twice */
	constructor(options: ValidationSetOptions) {
		const ids = options.cases.map(({ id }) => id);
		if (ids.length === 0) throw new TrainingError('A validation set needs at least one case.');
		const twice = ids.find((id, index) => ids.indexOf(id) !== index);
		if (twice !== undefined) throw new TrainingError(`The case ${twice} is in the validation set twice.`);
		this.#options = options;
	}

	/**
	 * Predicts every case and measures it.
	 *
	 * @param predict the network
	 * @param options signal (between windows) and progress in cases
	 */
	async run(predict: Predict, { signal, onProgress }: ValidationOptions = {}): Promise<ValidationReport> {
		const { cases, classes, ignoreLabel } = this.#options;
		const numClasses = classes.length;
		const counted = ignoreLabel === undefined ? { numClasses } : { numClasses, ignoreLabel };
		const measured: ClassDice[][] = [];
		for (const prepared of cases) {
			const labels = await this.#labels(prepared, predict, signal);
			measured.push(dice(labels, prepared.label.values, counted));
			onProgress?.({ done: measured.length, total: cases.length });
		}
		const summary = summariseDice(measured);
		return {
			score: summary.foreground.mean,
			classes: summary.classes.map(({ label, mean, n }) => ({
				value: label,
				name: classes[label],
				dice: mean,
				counted: n,
			})),
			cases: cases.map(({ id }, index) => ({ id, dice: measured[index].map((one) => one.dice) })),
		};
	}

	async #labels(
		{ image }: PreparedCase,
		predict: Predict,
		signal: AbortSignal | undefined,
	): Promise<Uint8Array> {
		const { cases: _cases, classes, ignoreLabel: _ignoreLabel, ...windows } = this.#options;
		const input = tf.tensor5d(image.values, [1, ...image.shape, image.channels]);
		try {
			const logits = await slidingWindow(input, predict, { ...windows, ...(signal && { signal }) });
			const labels = argmaxLabels(await logits.data<'float32'>(), classes.length);
			logits.dispose();
			return labels;
		} finally {
			input.dispose();
		}
	}
}
