import type * as tf from '@tensorflow/tfjs';

/** One call of a layer in a network. */
export interface GraphStep {
	readonly layer: tf.layers.Layer;
	readonly inputs: readonly tf.SymbolicTensor[];
	readonly outputs: readonly tf.SymbolicTensor[];
}

/** What is used of tfjs' record of a layer's call. */
interface LayerCall {
	readonly inputTensors: readonly tf.SymbolicTensor[];
	readonly outputTensors: readonly tf.SymbolicTensor[];
}

/** The calls of a network's layers, each behind those whose outputs it takes; without its inputs. */
export function graphOrder(model: tf.LayersModel): GraphStep[] {
	const steps: GraphStep[] = [];
	const known = new Set(model.inputs.map(({ id }) => id));
	const visit = (tensor: tf.SymbolicTensor): void => {
		if (known.has(tensor.id)) return;
		const layer = tensor.sourceLayer;
		const calls = layer.inboundNodes as unknown as readonly LayerCall[];
		const { inputTensors, outputTensors } = calls[tensor.nodeIndex]!;
		for (const input of inputTensors) visit(input);
		for (const output of outputTensors) known.add(output.id);
		steps.push({ layer, inputs: inputTensors, outputs: outputTensors });
	};
	for (const output of model.outputs) visit(output);
	return steps;
}
