import type * as tf from '@tensorflow/tfjs';
import { Checkpoint, type DeferredTensor, type TensorValues } from '@unetr/checkpoint';
import { families } from '../families.ts';
import type { ModelFamily } from '../family.ts';
import { knownConfig } from '../modelConfig.ts';
import type { CommonConfig } from '../options/commonConfig.ts';
import { findNaming } from './keyNaming.ts';
import { permuteAxes } from './permuteAxes.ts';
import { type TorchParameter, torchParameters } from './torchParameters.ts';

/** Options of {@link stateDict}. */
export interface StateDictOptions {
	/**
	 * Whether tensors that PyTorch's module holds and never runs are there too, as zeros, so that
	 * `load_state_dict(strict=True)` finds every key (MONAI ≥ 1.4 keeps a cross-attention in UNETR). False by default.
	 */
	readonly includeUnused?: boolean;
	/** Whose keys to use, such as `nnunet` for a U-Net of nnU-Net's; the reference's own by default. */
	readonly naming?: string;
}

/** A parameter's values in PyTorch's layout, a copy. */
async function torchValues({ variable, axes, dtype }: TorchParameter): Promise<TensorValues> {
	const ours = (await variable.read().data()) as Float32Array | Int32Array;
	const wide = dtype === 'I64' ? BigInt64Array.from(ours, BigInt) : (ours as Float32Array);
	return permuteAxes(wide, variable.shape as number[], axes);
}

/** A zero for every tensor that the model's family knows and never runs. */
function unusedTensors(model: tf.LayersModel): [string, DeferredTensor][] {
	const known = knownConfig(model);
	if (!known) return [];
	const { unusedTensors: unused } = families[known.name] as ModelFamily<CommonConfig>;
	return (unused?.(known.config) ?? []).map(([key, shape]) => {
		const count = shape.reduce((product, size) => product * size, 1);
		return [key, { dtype: 'F32', shape, read: () => new Float32Array(count) }];
	});
}

/** A model's weights under every PyTorch key, each copied when it is read. */
export function deferredState(
	model: tf.LayersModel,
	{ includeUnused = false, naming }: StateDictOptions,
): [string, DeferredTensor][] {
	const other = naming === undefined ? undefined : findNaming(model, naming);
	const used = torchParameters(model).flatMap((parameter) => {
		const { key, aliases, dtype, torchShape: shape } = parameter;
		const tensor = { dtype, shape, read: () => torchValues(parameter) };
		return (other?.keys(key) ?? [key, ...aliases]).map((name): [string, DeferredTensor] => [name, tensor]);
	});
	return includeUnused && !other ? [...used, ...unusedTensors(model)] : used;
}

/**
 * A copy of a model's weights under their PyTorch names and in PyTorch's layouts; a tensor that PyTorch holds under
 * several keys stands under each.
 */
export async function stateDict(model: tf.LayersModel, options: StateDictOptions = {}): Promise<Checkpoint> {
	const state = new Checkpoint();
	const copies = new Map<DeferredTensor, TensorValues>();
	for (const [key, tensor] of deferredState(model, options)) {
		const values = copies.get(tensor) ?? (await tensor.read());
		copies.set(tensor, values);
		state.set(key, { dtype: tensor.dtype, shape: tensor.shape, values });
	}
	return state;
}
