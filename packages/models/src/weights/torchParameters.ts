import type * as tf from '@tensorflow/tfjs';

/** A weight of a model under its PyTorch name. */
export interface TorchParameter {
	/** Layer name and weight name: the key in a PyTorch `state_dict`. */
	readonly key: string;
	readonly variable: tf.LayerVariable;
	/** PyTorch's axis a is our axis `axes[a]`. */
	readonly axes: readonly number[];
	/** Shape in PyTorch's layout. */
	readonly torchShape: readonly number[];
}

/** A layer that declares where PyTorch lays its weights out otherwise. */
interface TorchLayer {
	readonly torchAxes: Readonly<Record<string, readonly number[]>>;
}

/** The weights of a model in the order of its layers; names follow from layers' names, there is no table. */
export function torchParameters(model: tf.LayersModel): TorchParameter[] {
	return model.layers.flatMap((layer) => {
		const declared = (layer as unknown as Partial<TorchLayer>).torchAxes;
		return layer.weights.map((variable) => {
			const name = variable.originalName.slice(variable.originalName.lastIndexOf('/') + 1);
			const shape = variable.shape as number[];
			const axes = declared?.[name] ?? shape.map((_, axis) => axis);
			return { key: `${layer.name}.${name}`, variable, axes, torchShape: axes.map((axis) => shape[axis]!) };
		});
	});
}
