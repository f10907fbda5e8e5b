import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { DropoutLayer } from '@unetr/blocks';
import { diceCrossEntropy } from '@unetr/losses';
import { type AugmentationSpec, createGrid } from '@unetr/transforms';
import { unit } from 'unetr-testkit';
import { onTestFinished } from 'vitest';
import { adamW } from '../adamW.ts';
import type { PreparedCase } from '../preparedCase.ts';
import { Trainer, type TrainerOptions } from '../trainer.ts';
import { TrainingSet } from '../trainingSet.ts';
import { ValidationSet } from '../validationSet.ts';
import { warmupCosine } from '../warmupCosine.ts';

/** A folder that is gone after the test. */
export async function temporaryFolder(): Promise<string> {
	const folder = await mkdtemp(join(tmpdir(), 'unetr-training-'));
	onTestFinished(() => rm(folder, { recursive: true }));
	return folder;
}

/** Cases whose label follows from the image: 0, 1 or 2 by two thresholds. */
export function tinyCases(prefix: string, count: number): PreparedCase[] {
	return Array.from({ length: count }, (_, index) => {
		const values = unit(`training/${prefix}${index}`, 9 * 7 * 6);
		const label = Uint8Array.from(values, (value) => (value > 0.6 ? 2 : value > 0 ? 1 : 0));
		return {
			id: `${prefix}${index}`,
			image: createGrid(values, [9, 7, 6]),
			label: createGrid(label, [9, 7, 6]),
		};
	});
}

/** Two dense layers with dropout on each voxel, the same weights at each call. */
function tinyModel(): tf.LayersModel {
	const dense = (name: string, units: number, seed: number) =>
		tf.layers.dense({
			name,
			units,
			activation: name === 'hidden' ? 'relu' : 'linear',
			kernelInitializer: tf.initializers.glorotNormal({ seed }),
		});
	const input = tf.input({ shape: [null, null, null, 1], name: 'image' });
	const hidden = dense('hidden', 6, 1).apply(input) as tf.SymbolicTensor;
	const dropped = new DropoutLayer({ name: 'dropout', rate: 0.1, seed: 3 }).apply(hidden);
	const output = dense('logits', 3, 2).apply(dropped) as tf.SymbolicTensor;
	return tf.model({ inputs: input, outputs: output });
}

const augmentation: AugmentationSpec = {
	flips: [{ axis: 0, probability: 0.5 }],
	intensity: { gain: [0.95, 1.05], shift: [-0.05, 0.05], noise: [0, 0.02] },
};

/** A trainer of the tiny model on five tiny cases, with two to validate on. */
export function tinyTrainer(overrides: Partial<TrainerOptions> = {}): Trainer {
	const seed = overrides.seed ?? 7;
	const roiSize = [8, 8, 4] as const;
	const trainer = new Trainer({
		model: tinyModel(),
		loss: diceCrossEntropy(),
		optimizer: adamW({ weightDecay: 1e-3 }),
		schedule: warmupCosine({ warmupSteps: 2, base: 2e-2, floor: 1e-3 }),
		clipNorm: 0.3,
		batches: new TrainingSet({ cases: tinyCases('train', 5), roiSize, batchSize: 2, seed, augmentation }),
		validation: new ValidationSet({
			cases: tinyCases('validation', 2),
			classes: ['background', 'low', 'high'],
			roiSize,
			overlap: 0.5,
			mode: 'gaussian',
		}),
		seed,
		...overrides,
	});
	onTestFinished(() => trainer.dispose());
	return trainer;
}

/** All weights of a trainer's model by name, as a hash of their bits each: short where a test fails. */
export function weightHashes(trainer: Trainer): Record<string, string> {
	return Object.fromEntries(
		Array.from(trainer.weights, ([name, variable]) => {
			const values = variable.dataSync();
			return [
				name,
				createHash('sha256')
					.update(Uint8Array.from(new Uint8Array(values.buffer, values.byteOffset, values.byteLength)))
					.digest('hex'),
			];
		}),
	);
}
