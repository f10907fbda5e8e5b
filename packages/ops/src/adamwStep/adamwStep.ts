import * as tf from '@tensorflow/tfjs';
import { checkShape } from '../checkShape.ts';
import { defineOp, type Op, type OpCase, runOp } from '../op.ts';

/** Settings of one AdamW step; `step` counts from 1, the gradient is multiplied by `gradScale` (1) first. */
export interface AdamwOptions {
	readonly learningRate: number;
	readonly beta1: number;
	readonly beta2: number;
	readonly epsilon: number;
	readonly weightDecay: number;
	readonly step: number;
	readonly gradScale?: number;
}

type AdamwAttributes = Required<AdamwOptions> & { readonly [name: string]: number };

const adamwCase = (shape: number[], step: number, gradScale: number): OpCase<AdamwAttributes> => ({
	name: `n${shape.join('x')}_step${step}`,
	inputs: {
		param: { shape },
		grad: { shape, scale: 0.1 },
		m: { shape, scale: 0.05 },
		v: { shape, scale: 0.01, offset: 0.011 },
	},
	attributes: {
		learningRate: 1e-3,
		beta1: 0.9,
		beta2: 0.999,
		epsilon: 1e-8,
		weightDecay: 0.01,
		step,
		gradScale,
	},
});

export const adamwStepOp: Op<AdamwAttributes> = defineOp<AdamwAttributes>({
	name: 'adamwStep',
	inputs: ['param', 'grad', 'm', 'v'],
	shape({ param, grad, m, v }) {
		for (const [name, shape] of Object.entries({ grad, m, v })) {
			checkShape('adamwStep', name, shape!, param!);
		}
		return [param!, param!, param!];
	},
	reference({ param, grad, m, v }, attributes) {
		const { learningRate, beta1, beta2, epsilon, weightDecay, step, gradScale } = attributes;
		const g = tf.mul(grad!, gradScale);
		const nextM = tf.add(tf.mul(m!, beta1), tf.mul(g, 1 - beta1));
		const nextV = tf.add(tf.mul(v!, beta2), tf.mul(tf.square(g), 1 - beta2));
		const denominator = tf.add(tf.mul(tf.sqrt(nextV), 1 / Math.sqrt(1 - beta2 ** step)), epsilon);
		const change = tf.mul(tf.div(nextM, denominator), learningRate / (1 - beta1 ** step));
		return [tf.sub(tf.mul(param!, 1 - learningRate * weightDecay), change), nextM, nextV];
	},
	cases: [adamwCase([1], 1, 1), adamwCase([13], 1, 1), adamwCase([33, 9], 3, 0.5), adamwCase([256], 1000, 1)],
});

/**
 * One step of AdamW with decoupled weight decay (Loshchilov and Hutter 2019; `torch.optim.AdamW`).
 *
 * m' = β₁m + (1 − β₁)g, v' = β₂v + (1 − β₂)g², p' = p(1 − lr·λ) − lr · m'/(1 − β₁ᵗ) / (√(v'/(1 − β₂ᵗ)) + ε)
 *
 * @param param parameter, any shape
 * @param grad its gradient g, the same shape
 * @param m first moment, the same shape
 * @param v second moment, the same shape
 * @returns [p', m', v']
 * @throws {OpError} if shapes differ
 */
export function adamwStep(
	param: tf.Tensor,
	grad: tf.Tensor,
	m: tf.Tensor,
	v: tf.Tensor,
	options: AdamwOptions,
): [tf.Tensor, tf.Tensor, tf.Tensor] {
	const attributes: AdamwAttributes = { ...options, gradScale: options.gradScale ?? 1 };
	return runOp(adamwStepOp, { param, grad, m, v }, attributes) as [tf.Tensor, tf.Tensor, tf.Tensor];
}
