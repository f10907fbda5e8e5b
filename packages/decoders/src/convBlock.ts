import * as tf from '@tensorflow/tfjs';
import { Conv3dLayer } from './conv3dLayer.ts';
import { InstanceNormLayer } from './instanceNormLayer.ts';
import type { SeedOf } from './layerConfig.ts';
import { LeakyReluLayer } from './leakyReluLayer.ts';

/** Normalisation after a convolution: instance norm without learnt scale and shift. */
export type NormName = 'instance';

/** What the convolution blocks of a decoder have in common. */
export interface BlockConfig {
	/** Residual blocks where true, plain pairs of convolutions where false. */
	readonly resBlock: boolean;
	readonly normName: NormName;
	readonly seedOf: SeedOf;
}

const SLOPE = 0.01;

/** conv–norm, without bias; `index` is 1, 2 or 3 as MONAI numbers them. */
function convNorm(
	x: tf.SymbolicTensor,
	name: string,
	index: number,
	filters: number,
	{ seedOf }: BlockConfig,
): tf.SymbolicTensor {
	const path = `${name}.conv${index}.conv`;
	const kernelSize = index === 3 ? 1 : 3;
	const conv = new Conv3dLayer({
		name: path,
		filters,
		kernelSize,
		strides: 1,
		useBias: false,
		seed: seedOf(path),
	});
	const norm = new InstanceNormLayer({ name: `${name}.norm${index}`, affine: false });
	return norm.apply(conv.apply(x)) as tf.SymbolicTensor;
}

function activate(x: tf.SymbolicTensor, name: string): tf.SymbolicTensor {
	return new LeakyReluLayer({ name, slope: SLOPE }).apply(x) as tf.SymbolicTensor;
}

/**
 * Two 3³ convolutions, each normed: plain conv–norm–lrelu–conv–norm–lrelu, or with a residual path added before
 * the last lrelu (a normed 1³ convolution where channels change); [B, D, H, W, C] -> [B, D, H, W, filters].
 *
 * @param name module path, for example `encoder1.layer`.
 * Source: MONAI's `UnetBasicBlock` and `UnetResBlock` at stride 1.
 */
export function convBlock(
	x: tf.SymbolicTensor,
	name: string,
	filters: number,
	config: BlockConfig,
): tf.SymbolicTensor {
	const first = activate(convNorm(x, name, 1, filters, config), `${name}.lrelu1`);
	const second = convNorm(first, name, 2, filters, config);
	if (!config.resBlock) return activate(second, `${name}.lrelu2`);
	const residual = x.shape.at(-1) === filters ? x : convNorm(x, name, 3, filters, config);
	const sum = tf.layers.add({ name: `${name}.add` }).apply([second, residual]) as tf.SymbolicTensor;
	return activate(sum, `${name}.lrelu2`);
}
