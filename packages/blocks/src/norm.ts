import type * as tf from '@tensorflow/tfjs';
import { BatchNormLayer } from './batchNormLayer.ts';
import { BlockError } from './blockError.ts';
import { GroupNormLayer } from './groupNormLayer.ts';
import { InstanceNormLayer } from './instanceNormLayer.ts';
import { LayerNormLayer } from './layerNormLayer.ts';

/** A normalisation by name: `instance` without learnt scale and shift, as MONAI's; `group` of 8 groups. */
export type NormName = 'instance' | 'batch' | 'group' | 'layer';

/** A normalisation, by name or with its options; plain JSON. */
export type Norm =
	| NormName
	| { readonly name: 'instance'; readonly affine?: boolean }
	| { readonly name: 'batch'; readonly momentum?: number }
	| { readonly name: 'group'; readonly numGroups: number }
	| { readonly name: 'layer' };

/** The layer of a normalisation. */
function normLayer(name: string, norm: Norm, channels: number): tf.layers.Layer {
	const options = typeof norm === 'string' ? { name: norm } : norm;
	if (options.name === 'instance') {
		return new InstanceNormLayer({ name, affine: 'affine' in options && options.affine === true });
	}
	if (options.name === 'batch') {
		return new BatchNormLayer({ name, ...('momentum' in options && { momentum: options.momentum }) });
	}
	if (options.name === 'layer') return new LayerNormLayer({ name });
	const numGroups = 'numGroups' in options ? options.numGroups : 8;
	if (channels % numGroups !== 0) {
		throw new BlockError(`${name}: ${channels} channels do not divide into ${numGroups} groups`);
	}
	return new GroupNormLayer({ name, numGroups });
}

/**
 * Normalises: [B, D, H, W, C] -> the same.
 *
 * @param name module path of the layer.
 * @throws BlockError if the channels do not divide into the groups.
 */
export function normalise(x: tf.SymbolicTensor, name: string, norm: Norm): tf.SymbolicTensor {
	return normLayer(name, norm, x.shape.at(-1)!).apply(x) as tf.SymbolicTensor;
}
