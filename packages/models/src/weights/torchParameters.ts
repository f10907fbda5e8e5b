import type * as tf from '@tensorflow/tfjs';
import type { Grid, TorchAxes, WeightGrids } from '@unetr/blocks';
import { families } from '../families.ts';
import type { ModelFamily } from '../family.ts';
import { knownConfig } from '../modelConfig.ts';
import type { CommonConfig } from '../options/commonConfig.ts';

/** A weight of a model under its PyTorch name. */
export interface TorchParameter {
	/** Layer name and weight name: the key in a PyTorch `state_dict`. */
	readonly key: string;
	/** Further keys under which PyTorch holds the same tensor. */
	readonly aliases: readonly string[];
	/** The layer that holds it. */
	readonly layer: tf.layers.Layer;
	readonly variable: tf.LayerVariable;
	/** PyTorch's axis a is our axis `axes[a]`; axes of one voxel that PyTorch does not have come last. */
	readonly axes: readonly number[];
	/** Shape in PyTorch's layout. */
	readonly torchShape: readonly number[];
	/** Whole numbers are 64 bits wide in PyTorch, 32 here. */
	readonly dtype: 'F32' | 'I64';
	/** Statistics and tables that PyTorch calls buffers, not parameters. */
	readonly isBuffer: boolean;
	/** The grid whose places its rows stand for, in a table of positions. */
	readonly grid?: Grid;
}

/** A layer that declares where PyTorch lays its weights out otherwise, and which are tables of positions. */
interface TorchLayer {
	/** The module that holds the weights, where it is not the layer's name. */
	readonly torchModule: string;
	readonly torchAxes: TorchAxes;
	readonly weightGrids: WeightGrids;
}

const buffers = new Set(['running_mean', 'running_var', 'num_batches_tracked', 'relative_position_index']);

/** The family's aliases of a model that this package built; none of another's. */
function aliasesOf(model: tf.LayersModel): (key: string) => readonly string[] {
	const known = knownConfig(model);
	if (!known) return () => [];
	const { aliases } = families[known.name] as ModelFamily<CommonConfig>;
	return (key) => aliases?.(key, known.config) ?? [];
}

/** The weights of a model in the order of its layers; names follow from layers' names, there is no table. */
export function torchParameters(model: tf.LayersModel): TorchParameter[] {
	const aliases = aliasesOf(model);
	return model.layers.flatMap((layer) => {
		const { torchModule, torchAxes, weightGrids } = layer as unknown as Partial<TorchLayer>;
		return layer.weights.map((variable): TorchParameter => {
			const name = variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1);
			const shape = variable.shape as number[];
			const all = shape.map((_, axis) => axis);
			const theirs = torchAxes?.[name] ?? all;
			const key = `${torchModule ?? layer.name}.${name}`;
			return {
				key,
				aliases: aliases(key),
				layer,
				variable,
				axes: [...theirs, ...all.filter((axis) => !theirs.includes(axis))],
				torchShape: theirs.map((axis) => shape[axis]!),
				dtype: variable.dtype === 'int32' ? 'I64' : 'F32',
				isBuffer: buffers.has(name),
				grid: weightGrids?.[name],
			};
		});
	});
}
