import * as tf from '@tensorflow/tfjs';
import { type GoldenTensor, maxAbsOverMax, permute, readGolden } from 'unetr-testkit';
import { expect } from 'vitest';

/** A parameter or input of a golden in our layout, and how a gradient in our layout goes back to PyTorch's. */
export interface Argument {
	readonly name: string;
	readonly order: readonly number[];
}

/** PyTorch's axes of a volume in our order. */
export const volume: readonly number[] = [0, 2, 3, 4, 1];
/** Axes as they are. */
export const identity = (rank: number): number[] => Array.from({ length: rank }, (_, axis) => axis);

/** A golden tensor with its axes reordered. */
export function toTensor({ values, shape }: GoldenTensor, order: readonly number[]): tf.Tensor {
	return tf.tensor(
		permute(values, shape, order),
		order.map((axis) => shape[axis]!),
	);
}

/** Runs `f` and its gradients on a golden's tensors and compares them with PyTorch's, in our layout. */
export function compareGolden(
	id: string,
	args: readonly Argument[],
	f: (...tensors: tf.Tensor[]) => tf.Tensor,
	outputOrder: readonly number[],
): void {
	const { tensors, entry } = readGolden(id);
	const tolerance = entry.tolerance.max_abs_over_max_recommended;
	const present = args.filter(({ name }) => tensors.has(name));
	tf.tidy(() => {
		const inputs = present.map(({ name, order }) => toTensor(tensors.get(name)!, order));
		const expected = toTensor(tensors.get('y')!, outputOrder);
		expect(maxAbsOverMax(f(...inputs).dataSync(), expected.dataSync())).toBeLessThan(tolerance.y);
		const gradients = tf.grads(f)(inputs, toTensor(tensors.get('g')!, outputOrder));
		for (const [index, { name, order }] of present.entries()) {
			const want = toTensor(tensors.get(`d_${name}`)!, order).dataSync();
			expect(maxAbsOverMax(gradients[index]!.dataSync(), want), `d_${name}`).toBeLessThan(
				tolerance[`d_${name}`],
			);
		}
	});
}
