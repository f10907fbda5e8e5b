import {
	type AugmentationSpec,
	augment,
	parseAugmentationSpec,
	Random,
	sampleCrop,
	type TrainingPatch,
	type Triple,
} from '@unetr/transforms';
import { epochOrder } from './epochOrder.ts';
import type { PreparedCase } from './preparedCase.ts';
import type { BatchSource } from './trainer.ts';
import { TrainingError } from './trainingError.ts';
import type { TrainingBatch } from './trainStep.ts';

/** Cases and how patches are taken from them. */
export interface TrainingSetOptions {
	readonly cases: readonly PreparedCase[];
	/** Patch size in voxels along i, j, k. */
	readonly roiSize: Triple;
	/** Patches in a batch. */
	readonly batchSize: number;
	readonly seed: number;
	/** Share of patches that are centred on a foreground voxel; 0.5 when left out. */
	readonly foregroundProbability?: number;
	/** Label whose voxels are no foreground; the loss has to leave them out too. */
	readonly ignoreLabel?: number;
	/** Random flips, affine transforms and intensities; none when left out. */
	readonly augmentation?: AugmentationSpec;
	/** Takes warnings about cases; `console.warn` when left out. */
	readonly onWarning?: (message: string) => void;
}

/**
 * Batches of random patches: every pass takes each case once, in an order of its own. Order, crop and augmentation
 * of a patch follow from the seed and the patch's number alone.
 */
export class TrainingSet implements BatchSource {
	readonly stepsPerEpoch: number;
	readonly #options: TrainingSetOptions;
	readonly #channels: number;
	#epoch = -1;
	#order: readonly number[] = [];

	/**
	 * @throws TrainingError where there are no cases, a batch is empty, or cases differ in their channels
	 * @throws TransformsError where the augmentation is not valid
	 */
	constructor(options: TrainingSetOptions) {
		const { cases, batchSize } = options;
		if (cases.length === 0) throw new TrainingError('A training set needs at least one case.');
		if (!Number.isInteger(batchSize) || batchSize < 1) {
			throw new TrainingError(`batchSize is ${batchSize}; give a whole number of patches from 1.`);
		}
		const [{ id, image }] = cases;
		const other = cases.find((one) => one.image.channels !== image.channels);
		if (other) {
			throw new TrainingError(
				`Case ${other.id} has ${other.image.channels} channels and case ${id} has ${image.channels}; train on cases with the same channels.`,
			);
		}
		if (options.augmentation) parseAugmentationSpec(options.augmentation);
		this.#options = options;
		this.#channels = image.channels;
		this.stepsPerEpoch = Math.ceil(cases.length / batchSize);
	}

	/** @param step from 1; passes run on across batches, so that each takes every case exactly once */
	batch(step: number): TrainingBatch {
		const { roiSize, batchSize } = this.#options;
		const voxels = roiSize[0] * roiSize[1] * roiSize[2];
		const images = new Float32Array(batchSize * voxels * this.#channels);
		const labels = new Int32Array(batchSize * voxels);
		const caseIds: string[] = [];
		for (let b = 0; b < batchSize; b++) {
			const { id, patch } = this.#patch((step - 1) * batchSize + b);
			images.set(patch.image.values, b * voxels * this.#channels);
			labels.set(patch.label.values, b * voxels);
			caseIds.push(id);
		}
		return { images, labels, shape: [batchSize, ...roiSize, this.#channels], caseIds };
	}

	#patch(number: number): { id: string; patch: TrainingPatch } {
		const { cases, roiSize, seed, foregroundProbability = 0.5, augmentation } = this.#options;
		const { ignoreLabel, onWarning } = this.#options;
		const { id, image, label } = cases[this.#caseOf(number)];
		const random = new Random(seed).fork(`patch ${number}`);
		const crop = sampleCrop(image, label, roiSize, {
			random,
			foregroundProbability,
			caseId: id,
			...(ignoreLabel !== undefined && { ignoreLabel }),
			...(onWarning && { onWarning }),
		});
		return { id, patch: augmentation ? augment(crop, augmentation, random) : crop };
	}

	#caseOf(number: number): number {
		const { cases, seed } = this.#options;
		const epoch = Math.floor(number / cases.length);
		if (epoch !== this.#epoch) {
			this.#order = epochOrder(cases.length, seed, epoch);
			this.#epoch = epoch;
		}
		return this.#order[number % cases.length];
	}
}
