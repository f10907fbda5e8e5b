import * as tf from '@tensorflow/tfjs';
import { TrainingError } from './trainingError.ts';

/**
 * The weights of a model by the names its layers gave them, which stay the same in every process.
 *
 * (A variable's own name gets a suffix where the process has built the model before.)
 *
 * @param model built
 * @param which all weights, or those that are trained
 * @throws TrainingError where two weights share a name
 */
export function namedWeights(model: tf.LayersModel, which: 'all' | 'trained'): Map<string, tf.Variable> {
	const named = new Map<string, tf.Variable>();
	for (const weight of which === 'all' ? model.weights : model.trainableWeights) {
		const name = weight.originalName;
		if (named.has(name)) {
			throw new TrainingError(
				`Two weights of the model are named ${name}; give each layer a name of its own.`,
			);
		}
		const variable = weight.read();
		if (!(variable instanceof tf.Variable)) {
			throw new TrainingError(`The weight ${name} is not a variable of TensorFlow.js; it cannot be trained.`);
		}
		named.set(name, variable);
	}
	return named;
}

/** Values of variables, as they go into a checkpoint. */
export async function readWeights(
	variables: ReadonlyMap<string, tf.Variable>,
): Promise<Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>> {
	const values = new Map<string, { shape: readonly number[]; values: Float32Array | Int32Array }>();
	for (const [name, variable] of variables) {
		values.set(name, { shape: variable.shape, values: await variable.data<'float32' | 'int32'>() });
	}
	return values;
}

/**
 * Puts values into variables.
 *
 * @param path of the file the values come from, for the message
 * @throws TrainingError where a weight is missing, left over or of another shape; then nothing was changed
 */
export function assignWeights(
	variables: ReadonlyMap<string, tf.Variable>,
	values: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: ArrayLike<number> }>,
	path: string,
): void {
	for (const [name, variable] of variables) {
		const stored = values.get(name);
		if (!stored || `${stored.shape}` !== `${variable.shape}`) {
			throw new TrainingError(
				`${path} holds ${stored ? `[${stored.shape}]` : 'nothing'} for the weight ${name} of shape [${variable.shape}]; it belongs to another model.`,
			);
		}
	}
	for (const name of values.keys()) {
		if (!variables.has(name))
			throw new TrainingError(`${path} holds the weight ${name}, which this model lacks.`);
	}
	for (const [name, variable] of variables) {
		const stored = values.get(name)!;
		const typed = variable.dtype === 'int32' ? Int32Array : Float32Array;
		const tensor = tf.tensor(typed.from(stored.values), [...stored.shape], variable.dtype);
		variable.assign(tensor);
		tensor.dispose();
	}
}
