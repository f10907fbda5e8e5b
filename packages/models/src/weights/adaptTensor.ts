import type * as tf from '@tensorflow/tfjs';
import { type Grid, perAxis } from '@unetr/blocks';
import { evenGrid, resizeTable } from './resizeTable.ts';
import { adaptChannels } from './stem.ts';
import type { TorchParameter } from './torchParameters.ts';

/** Whether and from what weights of another size are fitted to the model. */
export interface AdaptOptions {
	/** Whether tables of positions are interpolated to the model's grid. True by default. */
	readonly interpolatePositions?: boolean;
	/** Tokens along i, j, k of the checkpoint's network; by default those of a cube, or of a square in two dimensions. */
	readonly sourceGrid?: Grid;
	/** Attention window along i, j, k of the checkpoint's network; by default that of a cube, or of a square. */
	readonly sourceWindow?: Grid;
	/** Whether the layers that read the image are fitted to the model's number of channels. False by default. */
	readonly adaptStem?: boolean;
}

/** How a tensor of another size came into the model: interpolated, its channels repeated, or not needed. */
export type AdaptedHow = 'positions' | 'stem' | 'constant';

/** A tensor that fits once converted; `convert` is absent where the model keeps its own values. */
export interface Adaptation {
	readonly how: AdaptedHow;
	readonly convert?: (values: Float32Array) => Promise<Float32Array>;
}

/** What adapting needs to know of the model. */
export interface AdaptContext {
	readonly options: AdaptOptions;
	readonly stem: ReadonlySet<tf.layers.Layer>;
	/** Channels of the model's image. */
	readonly inChannels: number;
}

const product = (sizes: readonly number[]): number => sizes.reduce((total, size) => total * size, 1);

const isRelative = ({ key }: TorchParameter): boolean => key.endsWith('relative_position_bias_table');

function oldGrid(parameter: TorchParameter, places: number, options: AdaptOptions): Grid | undefined {
	const { sourceGrid, sourceWindow } = options;
	const spans = sourceWindow?.map((extent) => 2 * extent - 1) as unknown as Grid | undefined;
	const given = isRelative(parameter) ? spans : sourceGrid;
	if (given) return product(given) === places ? given : undefined;
	const grid = parameter.grid!;
	return places === product(grid) ? grid : evenGrid(places, grid.length);
}

function adaptPositions(
	parameter: TorchParameter,
	shape: readonly number[],
	options: AdaptOptions,
): Adaptation | undefined {
	const { grid, torchShape } = parameter;
	if (!grid || shape.length !== torchShape.length || shape.at(-1) !== torchShape.at(-1)) return undefined;
	const from = oldGrid(parameter, product(shape.slice(0, -1)), options);
	if (!from || `${perAxis(from)}` === `${perAxis(grid)}`) return undefined;
	return { how: 'positions', convert: (values) => resizeTable(values, from, grid) };
}

function adaptStem(
	{ torchShape }: TorchParameter,
	shape: readonly number[],
	to: number,
): Adaptation | undefined {
	const rest = (sizes: readonly number[]): string => `${sizes.toSpliced(1, 1)}`;
	if (shape.length < 2 || rest(shape) !== rest(torchShape)) return undefined;
	// A linear map of patches has [out, (p1 p2 p3 c)], a convolution [out, c, k1, k2, k3].
	const from = (shape[1]! * to) / torchShape[1]!;
	if (!Number.isInteger(from)) return undefined;
	const inner = product(shape.slice(2));
	return { how: 'stem', convert: async (values) => adaptChannels(values, from, to, inner) };
}

/**
 * How a tensor of the checkpoint can be fitted to a parameter that has another shape, or the same shape and another
 * grid; undefined if it needs no fitting or cannot be fitted.
 */
export function adaptTensor(
	parameter: TorchParameter,
	shape: readonly number[],
	{ options, stem, inChannels }: AdaptContext,
): Adaptation | undefined {
	const { interpolatePositions = true, adaptStem: adaptsStem = false } = options;
	if (interpolatePositions && parameter.grid) return adaptPositions(parameter, shape, options);
	if (`${shape}` === `${parameter.torchShape}`) return undefined;
	// It follows from the window alone, so the model's own is right.
	if (interpolatePositions && parameter.key.endsWith('relative_position_index')) return { how: 'constant' };
	if (adaptsStem && stem.has(parameter.layer)) return adaptStem(parameter, shape, inChannels);
	return undefined;
}
