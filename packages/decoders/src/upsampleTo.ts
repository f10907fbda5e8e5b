import type * as tf from '@tensorflow/tfjs';
import { type BlockConfig, convolve, convolveTransposed, dropOut, resize, type Triple } from '@unetr/blocks';

/** How a decoder raises the resolution: by a learnt transposed convolution, or by a 1³ convolution and resizing. */
export type Upsampling = 'transposed' | 'trilinear' | 'nearest';

/** What all raisings of a network have in common. */
export interface UpsampleConfig extends Pick<BlockConfig, 'seedOf' | 'fill' | 'dropout' | 'spatialDims'> {
	/** `transposed` by default. */
	readonly upsampling?: Upsampling;
	/** Whether the convolutions that raise the resolution have biases; false by default. */
	readonly transBias?: boolean;
}

/** What may differ from one raising to the next. */
export interface UpsampleStep {
	readonly filters: number;
	/** Kernel and stride of the transposed convolution. */
	readonly ratios: Triple;
}

/**
 * Raises the resolution by whole ratios: [B, D, H, W, C] -> [B, r·D, r·H, r·W, filters].
 *
 * @param path module path; the layer is `{path}.conv`, and `{path}.resize` where it is interpolated.
 */
export function upsampleTo(
	x: tf.SymbolicTensor,
	path: string,
	{ filters, ratios }: UpsampleStep,
	config: UpsampleConfig,
): tf.SymbolicTensor {
	const { upsampling = 'transposed', transBias: useBias = false, seedOf, fill, dropout = 0 } = config;
	const { spatialDims } = config;
	const name = `${path}.conv`;
	const drop = (y: tf.SymbolicTensor): tf.SymbolicTensor => dropOut(y, `${path}.adn.D`, dropout, seedOf);
	if (upsampling === 'transposed') {
		return drop(
			convolveTransposed(x, name, { filters, kernelSize: ratios, useBias, fill, spatialDims }, seedOf),
		);
	}
	// Fewer channels first: interpolation and a 1³ convolution commute.
	const narrowed = convolve(x, name, { filters, kernelSize: 1, useBias, fill, spatialDims }, seedOf);
	const size = x.shape.slice(1, 4).map((extent, axis) => extent! * ratios[axis]!) as unknown as Triple;
	return drop(resize(narrowed, `${path}.resize`, { size, mode: upsampling }));
}
