import type * as tf from '@tensorflow/tfjs';
import { Checkpoint } from '@unetr/checkpoint';
import { permuteAxes } from './permuteAxes.ts';
import { torchParameters } from './torchParameters.ts';

/**
 * A copy of a model's weights under their PyTorch names and in PyTorch's layouts; a tensor that PyTorch holds under
 * several keys stands under each.
 */
export async function stateDict(model: tf.LayersModel): Promise<Checkpoint> {
	const state = new Checkpoint();
	for (const { key, aliases, variable, axes, torchShape, dtype } of torchParameters(model)) {
		const ours = (await variable.read().data()) as Float32Array | Int32Array;
		const wide = dtype === 'I64' ? BigInt64Array.from(ours, BigInt) : (ours as Float32Array);
		const values = permuteAxes(wide, variable.shape as number[], axes);
		for (const name of [key, ...aliases]) state.set(name, { dtype, shape: torchShape, values });
	}
	return state;
}
