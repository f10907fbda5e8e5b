import * as tf from '@tensorflow/tfjs';
import { caseInputs, conv3d, groupNorm, instanceNorm, type OpName, ops, runOp } from '@unetr/ops';

/** A case of an op by its place, or one of those here by its name. */
export interface KernelCase {
	readonly op: string;
	/** Which of the op's cases. */
	readonly index: number;
}

const grid = [1, 3, 4, 5, 4];
const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);

/** Kernels of tfjs in whose place the backend has its own, and ops together. */
const stock: Readonly<Record<string, () => tf.Tensor>> = {
	pad: () => {
		const around = [0, 1, 1, 1, 0].map((width): [number, number] => [width, width]);
		return tf.pad(random(grid, 1), around);
	},
	mul: () => tf.mul(random(grid, 1), random([4], 2)),
	where: () => tf.where(tf.greater(random(grid, 1), 0), random(grid, 2), random(grid, 3)),
	cumsum: () => tf.cumsum(random(grid, 1), 3),
	addN: () => tf.addN([1, 2, 3].map((seed) => random(grid, seed))),
	cast: () => tf.cast(tf.argMax(random(grid, 1), 4), 'float32'),
	/** Activations of inference, which may be kept as halves. */
	activations: () => {
		const features = conv3d(random([1, 4, 4, 4, 8], 1), random([3, 3, 3, 8, 8], 2));
		return tf.concat([instanceNorm(features), groupNorm(features, 2)], 4);
	},
};

/** Every case there is. */
export const allKernelCases: readonly KernelCase[] = [
	...Object.values(ops).flatMap(({ name, cases }) => cases.map((_, index) => ({ op: name, index }))),
	...Object.keys(stock).map((op) => ({ op, index: 0 })),
];

/** Runs a case on the current backend. */
export function runKernelCase({ op, index }: KernelCase): tf.Tensor[] {
	const ofStock = stock[op];
	if (ofStock) return [tf.tidy(ofStock)];
	const opCase = ops[op as OpName].cases[index]!;
	return tf.tidy(() => runOp(ops[op as OpName], caseInputs(opCase), opCase.attributes));
}

/** Values of a case's outputs on the current backend. */
export async function valuesOfCase(one: KernelCase): Promise<number[][]> {
	const outputs = runKernelCase(one);
	const values = await Promise.all(outputs.map((y) => y.data()));
	tf.dispose(outputs);
	return values.map((of) => Array.from(of));
}
