import * as tf from '@tensorflow/tfjs';
import type { CheckpointTensor } from '@unetr/checkpoint';
import { channelsLast, maxAbsOverMax, permute, recipe, unit } from 'unetr-testkit';
import { expect } from 'vitest';
import { loadWeights } from '../weights/loadWeights.ts';
import { stateDict } from '../weights/stateDict.ts';
import { torchParameters } from '../weights/torchParameters.ts';

/** A tensor of a state dict and its recipe: none where it follows from sizes, and for a copy the key that it follows. */
export type RecipeRow = readonly [
	key: string,
	shape: number[],
	offset: number | null,
	scale: number | null,
	twin?: string,
];

const countOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Loads a state dict by its recipes; tensors without one keep the model's values. */
export async function loadRecipe(model: tf.LayersModel, rows: readonly RecipeRow[]): Promise<void> {
	const own = await stateDict(model);
	const state = rows.map(([key, shape, offset, scale, twin = key]): [string, CheckpointTensor] => [
		key,
		offset === null
			? own.get(key)!
			: { dtype: 'F32', shape, values: recipe(twin, countOf(shape), offset, scale!) },
	]);
	await loadWeights(model, new Map(state));
}

/** Values by name in a shape of PyTorch, channels last: [B, C, (D,) H, W] -> [B, D, H, W, C] or [B, H, W, 1, C]. */
export function recipeVolume(name: string, shape: readonly number[], scale: number): tf.Tensor {
	const values = unit(name, countOf(shape)).map((value) => scale * value);
	const last = channelsLast({ values, shape: shape.length === 4 ? [...shape, 1] : shape });
	return tf.tensor(last.values, last.shape);
}

/** Holds logits to every n-th value of PyTorch's. */
export function expectLogits(logits: tf.Tensor, expected: readonly number[], every: number): void {
	const values = permute(logits.dataSync() as Float32Array, logits.shape, [0, 4, 1, 2, 3]);
	const picked = values.filter((_, at) => at % every === 0);
	expect(maxAbsOverMax(picked, Float32Array.from(expected))).toBeLessThan(1e-5);
}

/** Holds the gradients of all learnt weights to the norms of PyTorch's. */
export function expectGradients(
	model: tf.LayersModel,
	grads: tf.NamedTensorMap,
	norms: Readonly<Record<string, number>>,
): void {
	const learnt = torchParameters(model).filter(({ variable }) => grads[variable.name]);
	expect(learnt.map(({ key }) => key).toSorted()).toEqual(Object.keys(norms).toSorted());
	const largest = Math.max(...Object.values(norms));
	for (const { key, variable } of learnt) {
		const error = Math.abs(tf.norm(grads[variable.name]!).dataSync()[0]! - norms[key]!);
		// A bias before a norm has no true gradient: rounding alone, small against the others.
		expect(error, key).toBeLessThan(Math.max(1e-4 * norms[key]!, 1e-6 * largest));
	}
}
