import { util } from '@tensorflow/tfjs';

type Shapes = readonly (readonly number[] | undefined)[];

const sizeOf = (shape: readonly number[] | undefined): number => util.sizeFromShape([...(shape ?? [])]);

/** Multiplications and additions of the products among the ops, by their first two inputs and their output. */
const products: Readonly<Record<string, (inputs: Shapes, y: readonly number[]) => number>> = {
	'Unetr.conv3d': ([, filter], y) => (2 * sizeOf(y) * sizeOf(filter)) / y[y.length - 1]!,
	'Unetr.linear': ([x], y) => 2 * sizeOf(x) * y[y.length - 1]!,
	'Unetr.attention': (_, y) => 4 * sizeOf(y) * y[1]!,
	'Unetr.biasedAttention': (_, y) => 4 * sizeOf(y) * y[1]!,
};

/** Multiplications and additions of an op as tfjs's profile names it; 0 where they are not counted. */
export function flopsOfOp(name: string, inputs: Shapes, outputs: Shapes): number {
	return products[name]?.(inputs, outputs[0]!) ?? 0;
}
