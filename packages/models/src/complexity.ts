import type * as tf from '@tensorflow/tfjs';

/** What one layer costs for one volume. */
export interface LayerComplexity {
	readonly name: string;
	readonly kind: string;
	/** Without the batch axis. */
	readonly outputShape: readonly number[];
	readonly parameters: number;
	readonly macs: number;
}

/** What a model costs for one volume. */
export interface Complexity {
	readonly parameters: number;
	/** Multiply-accumulates of convolutions, linear maps and attention products; biases and norms not counted. */
	readonly macs: number;
	/** [1, i, j, k, outChannels]. */
	readonly outputShape: readonly number[];
	readonly layers: readonly LayerComplexity[];
}

/** A layer that knows its multiply-accumulates for one batch entry. */
interface CountedLayer {
	macs(inputShape: tf.Shape): number;
}

function macsOf(layer: tf.layers.Layer): number {
	const counted = layer as unknown as Partial<CountedLayer>;
	if (!counted.macs) return 0;
	return layer.inboundNodes.reduce((sum, node) => sum + counted.macs!(node.inputShapes[0] as tf.Shape), 0);
}

/**
 * Parameters, multiply-accumulates and shapes of a model, counted from shapes alone.
 *
 * MONAI's own UNETR holds more parameters (its blocks carry a cross-attention that never runs).
 */
export function complexity(model: tf.LayersModel): Complexity {
	const layers = model.layers.map((layer) => ({
		name: layer.name,
		kind: layer.getClassName(),
		outputShape: (layer.outputShape as tf.Shape).slice(1) as number[],
		parameters: layer.countParams(),
		macs: macsOf(layer),
	}));
	return {
		parameters: layers.reduce((sum, layer) => sum + layer.parameters, 0),
		macs: layers.reduce((sum, layer) => sum + layer.macs, 0),
		outputShape: [1, ...(model.outputs[0]!.shape.slice(1) as number[])],
		layers,
	};
}
