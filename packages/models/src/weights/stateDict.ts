import type * as tf from '@tensorflow/tfjs';
import { Checkpoint } from '@unetr/checkpoint';
import { permuteAxes } from './permuteAxes.ts';
import { torchParameters } from './torchParameters.ts';

/** A copy of a model's weights under their PyTorch names and in PyTorch's layouts. */
export async function stateDict(model: tf.LayersModel): Promise<Checkpoint> {
	const state = new Checkpoint();
	for (const { key, variable, axes, torchShape } of torchParameters(model)) {
		const ours = (await variable.read().data()) as Float32Array;
		const values = permuteAxes(ours, variable.shape as number[], axes);
		state.set(key, { dtype: 'F32', shape: torchShape, values });
	}
	return state;
}
