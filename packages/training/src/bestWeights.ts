import type * as tf from '@tensorflow/tfjs';
import { readSafetensors, writeSafetensors } from '@unetr/checkpoint';
import { assignWeights, namedWeights, readWeights } from './namedWeights.ts';
import { TrainingError } from './trainingError.ts';
import type { BestScore } from './trainingState.ts';

/** The weights of the best validation inside a run's folder. */
const BEST_FILE = 'best.safetensors';
const METADATA_KEY = 'unetr.best';

/** Writes weights with the validation they come from, beside their place and renamed. */
export async function saveBestWeights(
	folder: string,
	weights: ReadonlyMap<string, tf.Variable>,
	best: BestScore,
): Promise<void> {
	await writeSafetensors(`${folder}/${BEST_FILE}`, await readWeights(weights), {
		metadata: { [METADATA_KEY]: JSON.stringify(best) },
	});
}

/**
 * Puts the weights of a run's best validation into its model.
 *
 * @param folder of the run
 * @param model as it was trained
 * @returns step and mean foreground Dice of that validation
 * @throws CheckpointError where the file is missing or damaged
 * @throws TrainingError where it belongs to another model
 */
export async function loadBestWeights(folder: string, model: tf.LayersModel): Promise<BestScore> {
	const path = `${folder}/${BEST_FILE}`;
	const checkpoint = await readSafetensors(path);
	const text = checkpoint.metadata.get(METADATA_KEY);
	if (text === undefined) {
		throw new TrainingError(`${path} does not hold the best weights of a run; choose the folder of a run.`);
	}
	const values = checkpoint as ReadonlyMap<string, { shape: readonly number[]; values: Float32Array }>;
	assignWeights(namedWeights(model, 'all'), values, path);
	return JSON.parse(text) as BestScore;
}
