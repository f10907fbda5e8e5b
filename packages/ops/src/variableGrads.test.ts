import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { conv3d, instanceNorm, leakyRelu } from './index.ts';
import { variableGrads } from './variableGrads.ts';

beforeAll(async () => {
	await tf.setBackend('cpu');
});

const sumOf = (x: tf.Tensor): tf.Scalar => tf.sum(x) as tf.Scalar;

function bothWays(
	f: () => tf.Scalar,
	variables: tf.Variable[],
): [own: Record<string, number[]>, stock: Record<string, number[]>] {
	const numbers = ({ value, grads }: { value: tf.Scalar; grads: tf.NamedTensorMap }) => {
		const all = Object.entries({ ...grads, value });
		return Object.fromEntries(all.map(([name, tensor]) => [name, [...tensor.dataSync()]]));
	};
	return tf.tidy(() => [numbers(variableGrads(f, variables)), numbers(tf.variableGrads(f, variables))]);
}

describe('variableGrads', () => {
	it('equals that of tfjs through convolutions, norms, branches and repeated use of a variable', () => {
		const filter = tf.variable(tf.randomNormal([3, 3, 3, 2, 2], 0, 1, 'float32', 1));
		const bias = tf.variable(tf.randomNormal([2], 0, 1, 'float32', 2));
		const x = tf.randomNormal([1, 4, 3, 5, 2], 0, 1, 'float32', 3);
		const block = (y: tf.Tensor): tf.Tensor =>
			tf.add(y, tf.mul(leakyRelu(instanceNorm(conv3d(y, filter))), bias));
		const f = (): tf.Scalar => sumOf(tf.square(tf.concat([block(block(x)), x], 4)));
		const [own, stock] = bothWays(f, [filter, bias]);
		expect(own).toEqual(stock);
		tf.dispose([filter, bias, x]);
	});

	it('holds where a gradient hands on what it was given, what was saved, or one tensor to two inputs', () => {
		const x = tf.variable(tf.tensor1d([1, -2, 3]));
		const y = tf.variable(tf.tensor1d([4, 5, -6]));
		const identity = tf.customGrad((a: tf.Tensor | tf.GradSaveFunc) => ({
			value: tf.mul(a as tf.Tensor, 2),
			gradFunc: (dy: tf.Tensor) => dy,
		}));
		const ofSaved = tf.customGrad((a: tf.Tensor | tf.GradSaveFunc, save: tf.Tensor | tf.GradSaveFunc) => {
			(save as tf.GradSaveFunc)([a as tf.Tensor]);
			return {
				value: tf.square(a as tf.Tensor),
				gradFunc: (_: tf.Tensor, saved: tf.Tensor[]) => saved[0]!,
			};
		});
		const twice = tf.customGrad((a: tf.Tensor | tf.GradSaveFunc, b: tf.Tensor | tf.GradSaveFunc) => ({
			value: tf.add(a as tf.Tensor, b as tf.Tensor),
			gradFunc: (dy: tf.Tensor) => {
				const one = tf.mul(dy, 3);
				return [one, one];
			},
		}));
		const f = (): tf.Scalar => sumOf(tf.mul(twice(ofSaved(identity(x)), identity(y)), tf.add(x, y)));
		const [own, stock] = bothWays(f, [x, y]);
		expect(own).toEqual(stock);
		tf.dispose([x, y]);
	});

	it('holds a few tensors at the end of the backward pass, not all of them, and leaves none behind', () => {
		const size = 1000;
		const x = tf.variable(tf.ones([size]));
		let atTheEnd = 0;
		const first = tf.customGrad((a: tf.Tensor | tf.GradSaveFunc) => ({
			value: tf.mul(a as tf.Tensor, 1),
			gradFunc: (dy: tf.Tensor) => {
				atTheEnd = tf.memory().numBytes;
				return tf.mul(dy, 1);
			},
		}));
		const f = (): tf.Scalar => {
			let y = first(x);
			for (let layer = 0; layer < 50; layer++) y = tf.sin(y);
			return sumOf(y);
		};
		const before = tf.memory();
		const held = (grads: typeof variableGrads): number => {
			const { value, grads: found } = grads(f, [x]);
			tf.dispose([value, found]);
			return (atTheEnd - before.numBytes) / (4 * size);
		};
		expect(held(tf.variableGrads as typeof variableGrads)).toBeGreaterThan(90);
		expect(held(variableGrads)).toBeLessThan(5);
		expect(tf.memory().numTensors).toBe(before.numTensors);
		expect(tf.memory().numBytes).toBe(before.numBytes);
		x.dispose();
	});

	it('refuses what tfjs refuses', () => {
		const x = tf.variable(tf.ones([2]));
		expect(() => variableGrads(() => sumOf(tf.ones([2])), [x])).toThrow(/connection between any variable/);
		x.dispose();
	});
});
