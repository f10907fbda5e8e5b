import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { caseInputs, type Op, type OpCase, ops, runOp, useBackend } from './index.ts';

/*
 * The declared gradient of every op against central differences of its reference, along one direction per
 * input. The stencil is of fourth order, (8(f₁ − f₋₁) − (f₂ − f₋₂)) / 12h, so that float32 rounding and not
 * truncation bounds the error.
 */

const h = 1e-2;

/** Σ first output · cotangent, summed in double precision. */
function projected(op: Op, opCase: OpCase, inputs: tf.NamedTensorMap, cotangent: Float32Array): number {
	const y = tf.tidy(() => runOp(op, inputs, opCase.attributes)[0]!.dataSync<'float32'>());
	return y.reduce((sum, value, index) => sum + value * cotangent[index]!, 0);
}

function centralDifference(
	op: Op,
	opCase: OpCase,
	inputs: tf.NamedTensorMap,
	name: string,
	direction: tf.Tensor,
	cotangent: Float32Array,
): number {
	const at = (step: number) =>
		tf.tidy(() => {
			const moved = tf.add(inputs[name]!, tf.mul(direction, step * h));
			return projected(op, opCase, { ...inputs, [name]: moved }, cotangent);
		});
	return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * h);
}

/** Gradients of Σ first output · cotangent by the differentiable inputs. */
function declaredGradients(
	op: Op,
	opCase: OpCase,
	inputs: tf.NamedTensorMap,
	names: string[],
	cotangent: tf.Tensor,
) {
	const f = (...tensors: tf.Tensor[]) => {
		const moved = Object.fromEntries(names.map((name, index) => [name, tensors[index]!]));
		return runOp(op, { ...inputs, ...moved }, opCase.attributes)[0]!;
	};
	return tf.grads(f)(
		names.map((name) => inputs[name]!),
		cotangent,
	);
}

describe('gradients equal central differences', () => {
	beforeAll(() => useBackend('cpu'));

	const differentiable = Object.values(ops).filter((op) => op.gradient);
	it.each(differentiable.flatMap((op) => op.cases.map((opCase) => ({ op, opCase }))))(
		'$op.name $opCase.name',
		({ op, opCase }) => {
			tf.tidy(() => {
				const inputs = caseInputs(opCase);
				const constants = op.gradient!.constants ?? [];
				const names = Object.keys(inputs).filter(
					(name) => inputs[name]!.dtype === 'float32' && !constants.includes(name),
				);
				const outputShape = runOp(op, inputs, opCase.attributes)[0]!.shape;
				const cotangent = tf.randomUniform(outputShape, -1, 1, 'float32', 7);
				const gradients = declaredGradients(op, opCase, inputs, names, cotangent);
				for (const [index, name] of names.entries()) {
					const direction = tf.randomUniform(inputs[name]!.shape, -1, 1, 'float32', 11 + index);
					const numeric = centralDifference(
						op,
						opCase,
						inputs,
						name,
						direction,
						cotangent.dataSync<'float32'>(),
					);
					const products = tf.mul(gradients[index]!, direction).dataSync<'float32'>();
					const analytic = products.reduce((sum, value) => sum + value, 0);
					const size = products.reduce((sum, value) => sum + Math.abs(value), 0);
					expect(Math.abs(analytic - numeric), name).toBeLessThan(2e-4 * Math.max(size, 0.5));
				}
			});
		},
	);
});
