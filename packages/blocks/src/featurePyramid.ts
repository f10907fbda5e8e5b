import type * as tf from '@tensorflow/tfjs';
import { BlockError } from './blockError.ts';
import type { SpatialDims, Triple } from './layerConfig.ts';

/** One level of a pyramid. `Scale` is a literal where an encoder knows it at compile time, the same on all axes. */
export interface FeatureLevel<Scale extends number = number> {
	/** [B, D/s, H/s, W/s, channels]. */
	readonly features: tf.SymbolicTensor;
	/** Image voxels that one voxel of this level stands for, along i, j, k; 1 along k in two dimensions. */
	readonly scale: readonly [Scale, Scale, Scale | 1];
	readonly channels: number;
	/** Voxels along i, j, k. */
	readonly extents: Triple;
}

/**
 * What an encoder hands to a decoder: the image and feature maps, from fine to coarse, or from shallow to deep
 * where all have one scale.
 */
export interface FeaturePyramid<Scales extends readonly number[] = readonly number[]> {
	/** The network's input, [B, D, H, W, inChannels]. */
	readonly image: tf.SymbolicTensor;
	/** Whether decoders work along all axes, or leave k, of one voxel, as it is. */
	readonly spatialDims: SpatialDims;
	readonly levels: { readonly [Level in keyof Scales]: FeatureLevel<Scales[Level]> };
}

const axes = ['i', 'j', 'k'] as const;

function extentsOf(tensor: tf.SymbolicTensor, what: string): Triple {
	if (tensor.shape.length !== 5) {
		throw new BlockError(`${what} must be [B, D, H, W, C], but has ${tensor.shape.length} axes`);
	}
	return tensor.shape.slice(1, 4).map((extent, axis) => {
		if (extent === null || extent! < 1) {
			throw new BlockError(
				`${what} must have a known size, but has ${extent} voxels along axis ${axes[axis]}; ` +
					'build the network for one size',
			);
		}
		return extent!;
	}) as unknown as Triple;
}

function levelOf(image: Triple, features: tf.SymbolicTensor, index: number): FeatureLevel {
	const extents = extentsOf(features, `level ${index} of the pyramid`);
	const scale = image.map((extent, axis) => {
		const ratio = extent / extents[axis]!;
		if (Number.isInteger(ratio)) return ratio;
		const whole = Math.max(1, Math.round(ratio));
		throw new BlockError(
			`level ${index} of the pyramid has ${extents[axis]} voxels along axis ${axes[axis]}, which do not divide ` +
				`the image's ${extent}; an image of ${extents[axis]! * whole} would fit`,
		);
	}) as unknown as Triple;
	return { features, scale, channels: features.shape[4]!, extents };
}

/**
 * Makes a pyramid of feature maps, with the scale of each worked out from its shape.
 *
 * @param image [B, D, H, W, inChannels] of known size.
 * @param features [B, D/s, H/s, W/s, C] each, from fine to coarse or from shallow to deep.
 * @param spatialDims 3 by default; 2 for an image [B, H, W, 1, inChannels].
 * @throws BlockError if a size is not known, a level's extents do not divide the image's, or an image of two dimensions
 *   has more than one voxel along k.
 */
export function featurePyramid<Scales extends readonly number[] = readonly number[]>(
	image: tf.SymbolicTensor,
	features: readonly tf.SymbolicTensor[],
	spatialDims: SpatialDims = 3,
): FeaturePyramid<Scales> {
	const extents = extentsOf(image, 'the image');
	if (spatialDims === 2 && extents[2] !== 1) {
		throw new BlockError(
			`an image of two dimensions is [B, i, j, 1, C], but has ${extents[2]} voxels along axis k; give slices one by one`,
		);
	}
	const levels = features.map((level, index) => levelOf(extents, level, index));
	return { image, spatialDims, levels: levels as unknown as FeaturePyramid<Scales>['levels'] };
}
