import type * as tf from '@tensorflow/tfjs';
import { type Activation, slopeOf } from './activation.ts';
import { BatchNormLayer } from './batchNormLayer.ts';
import { BlockError } from './blockError.ts';
import { GroupNormLayer } from './groupNormLayer.ts';
import { InstanceNormLayer } from './instanceNormLayer.ts';
import { sum } from './join.ts';
import { LayerNormLayer } from './layerNormLayer.ts';
import { NormActLayer } from './normActLayer.ts';

/** A normalisation by name: `instance` without learnt scale and shift, as MONAI's; `group` of 8 groups. */
export type NormName = 'instance' | 'batch' | 'group' | 'layer';

/** A normalisation, by name or with its options; plain JSON. */
export type Norm =
	| NormName
	| { readonly name: 'instance'; readonly affine?: boolean }
	| { readonly name: 'batch'; readonly momentum?: number }
	| { readonly name: 'group'; readonly numGroups: number }
	| { readonly name: 'layer' };

/**
 * The groups of a group norm.
 * @throws BlockError if the channels do not divide into them.
 */
function groupsOf(name: string, options: object, channels: number): number {
	const numGroups = 'numGroups' in options ? (options.numGroups as number) : 8;
	if (channels % numGroups === 0) return numGroups;
	throw new BlockError(`${name}: ${channels} channels do not divide into ${numGroups} groups`);
}

const isAffine = (options: object): boolean => 'affine' in options && options.affine === true;
const optionsOf = (norm: Norm): Exclude<Norm, NormName> | { readonly name: NormName } =>
	typeof norm === 'string' ? { name: norm } : norm;

/** The layer of a normalisation. */
function normLayer(name: string, norm: Norm, channels: number): tf.layers.Layer {
	const options = optionsOf(norm);
	if (options.name === 'instance') return new InstanceNormLayer({ name, affine: isAffine(options) });
	if (options.name === 'batch') {
		return new BatchNormLayer({ name, ...('momentum' in options && { momentum: options.momentum }) });
	}
	if (options.name === 'layer') return new LayerNormLayer({ name });
	return new GroupNormLayer({ name, numGroups: groupsOf(name, options, channels) });
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

/** What follows a norm. */
export interface AfterNorm {
	readonly activation: Activation;
	/** Applies the activation where it is a layer of its own. */
	readonly activate: (x: tf.SymbolicTensor) => tf.SymbolicTensor;
	/** Added between the two, by a layer of this name where it is one. */
	readonly residual?: { readonly name: string; readonly x: tf.SymbolicTensor };
}

/**
 * Normalises, adds a residual where there is one, and activates: [B, D, H, W, C] -> the same. Instance and group norms with
 * a rectifier, leaky or not, are one layer, which has the norm's name.
 *
 * @param name module path of the norm.
 * @throws BlockError if the channels do not divide into the groups.
 */
export function normActivate(
	x: tf.SymbolicTensor,
	name: string,
	norm: Norm,
	{ activation, activate, residual }: AfterNorm,
): tf.SymbolicTensor {
	const options = optionsOf(norm);
	const slope = slopeOf(activation);
	if (slope !== undefined && (options.name === 'instance' || options.name === 'group')) {
		const isGroup = options.name === 'group';
		const groups = isGroup ? { numGroups: groupsOf(name, options, x.shape.at(-1)!) } : {};
		const layer = new NormActLayer({ name, ...groups, affine: isGroup || isAffine(options), slope });
		return layer.apply(residual ? [x, residual.x] : x) as tf.SymbolicTensor;
	}
	const normed = normalise(x, name, norm);
	return activate(residual ? sum(residual.name, [normed, residual.x]) : normed);
}
