import type * as tf from '@tensorflow/tfjs';
import { torchParameters } from './weights/torchParameters.ts';

/** What one layer costs for one volume. */
export interface LayerComplexity {
	readonly name: string;
	readonly kind: string;
	/** Of the first output, without the batch axis. */
	readonly outputShape: readonly number[];
	/** Running statistics and index tables are not counted. */
	readonly parameters: number;
	readonly macs: number;
	/** Bytes of all outputs in float32, of all its uses. */
	readonly activationBytes: number;
}

/** What a model costs for one volume. */
export interface Complexity {
	/** As PyTorch counts them: weights that are learnt or fixed, without running statistics and index tables. */
	readonly parameters: number;
	/** Multiply-accumulates of convolutions, linear maps and attention products; biases and norms not counted. */
	readonly macs: number;
	/** Bytes of every layer's output in float32: what training keeps at most, beside weights and gradients. */
	readonly activationBytes: number;
	/** [1, i, j, k, outChannels], of the finest output. */
	readonly outputShape: readonly number[];
	/** Of every output, finest first: one, or more under deep supervision. */
	readonly outputShapes: readonly (readonly number[])[];
	readonly layers: readonly LayerComplexity[];
}

/** A layer that knows its multiply-accumulates for one batch entry. */
interface CountedLayer {
	macs(inputShape: tf.Shape): number;
}

const product = (shape: readonly (number | null)[]): number =>
	shape.reduce<number>((total, extent) => total * (extent ?? 1), 1);

function macsOf(layer: tf.layers.Layer): number {
	const counted = layer as unknown as Partial<CountedLayer>;
	if (!counted.macs) return 0;
	return layer.inboundNodes.reduce((sum, node) => sum + counted.macs!(node.inputShapes[0] as tf.Shape), 0);
}

/** Reshaping layers give the same values another shape, and the input is the caller's. */
function bytesOf(layer: tf.layers.Layer): number {
	if (layer.getClassName() === 'Reshape' || layer.getClassName() === 'InputLayer') return 0;
	const outputs = layer.inboundNodes.flatMap((node) => node.outputShapes as tf.Shape[]);
	return outputs.reduce((sum, shape) => sum + 4 * product(shape), 0);
}

/**
 * Parameters, multiply-accumulates, activation memory and shapes of a model, counted from shapes alone.
 *
 * MONAI's own UNETR holds more parameters (its blocks carry a cross-attention that never runs).
 */
export function complexity(model: tf.LayersModel): Complexity {
	const ofLayer = new Map<tf.layers.Layer, number>();
	for (const { layer, torchShape, isBuffer } of torchParameters(model)) {
		if (!isBuffer) ofLayer.set(layer, (ofLayer.get(layer) ?? 0) + product(torchShape));
	}
	const layers = model.layers.map((layer) => ({
		name: layer.name,
		kind: layer.getClassName(),
		outputShape: (layer.inboundNodes[0]!.outputShapes[0] as tf.Shape).slice(1) as number[],
		parameters: ofLayer.get(layer) ?? 0,
		macs: macsOf(layer),
		activationBytes: bytesOf(layer),
	}));
	const total = (of: (layer: LayerComplexity) => number): number =>
		layers.reduce((sum, layer) => sum + of(layer), 0);
	const outputShapes = model.outputs.map(({ shape }) => [1, ...(shape.slice(1) as number[])]);
	return {
		parameters: total(({ parameters }) => parameters),
		macs: total(({ macs }) => macs),
		activationBytes: total(({ activationBytes }) => activationBytes),
		outputShape: outputShapes[0]!,
		outputShapes,
		layers,
	};
}
