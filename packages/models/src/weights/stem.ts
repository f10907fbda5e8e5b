import type * as tf from '@tensorflow/tfjs';

/** The layers that read the image itself, through layers without weights at most. */
export function stemLayers(model: tf.LayersModel): ReadonlySet<tf.layers.Layer> {
	const readers = (name: string): tf.layers.Layer[] =>
		model.layers.filter((layer) =>
			layer.inboundNodes.some(
				({ inboundLayers }) => inboundLayers.length === 1 && inboundLayers[0]!.name === name,
			),
		);
	const stem = new Set<tf.layers.Layer>();
	const visit = (name: string): void => {
		for (const layer of readers(name)) {
			if (layer.weights.length > 0) stem.add(layer);
			else visit(layer.name);
		}
	};
	for (const { sourceLayer } of model.inputs) visit(sourceLayer.name);
	return stem;
}

/**
 * A kernel for another number of image channels: one channel takes the sum over the old ones; more repeat the old ones
 * in turn, each times old / new, so that responses keep their size.
 *
 * @param values the old kernel, [outer, from, inner] row-major.
 * @param from channels of the old kernel.
 * @param to channels of the new one.
 * @param inner values of the kernel behind the channels, 1 where they are fastest.
 * Source: timm's `adapt_input_conv`.
 */
export function adaptChannels(values: Float32Array, from: number, to: number, inner: number): Float32Array {
	const outer = values.length / from / inner;
	const adapted = new Float32Array(outer * to * inner);
	for (let o = 0; o < outer; o++) {
		for (let n = 0; n < inner; n++) {
			const at = (channel: number): number => values[(o * from + channel) * inner + n]!;
			for (let channel = 0; channel < to; channel++) {
				let value = 0;
				if (to === 1) for (let c = 0; c < from; c++) value += at(c);
				else value = (at(channel % from) * from) / to;
				adapted[(o * to + channel) * inner + n] = value;
			}
		}
	}
	return adapted;
}
