import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkMinimumRank, checkShape } from '../checkShape.ts';
import { checkGroups } from '../groupNorm/groupedVoxels.ts';
import { groupNormOp } from '../groupNorm/groupNorm.ts';
import { leakyReluOp } from '../leakyRelu/leakyRelu.ts';
import { defineOp, type Op, runOp, type Shape } from '../op.ts';
import { checkSlope } from './checkSlope.ts';
import { type NormActAttributes, normActCases } from './normActCase.ts';
import { normActGradOp, normAddActGradOp } from './normActGrad.ts';

/** Outputs y, mean and scale from shapes that fit. */
function outputShapes(
	opName: string,
	{ x, gamma, beta }: Readonly<Record<string, Shape>>,
	{ numGroups, slope }: NormActAttributes,
): Shape[] {
	checkMinimumRank(opName, 'x', x!, 3);
	checkGroups(opName, x!, numGroups);
	checkShape(opName, 'gamma', gamma!, [channelsOf(x!)]);
	checkShape(opName, 'beta', beta!, [channelsOf(x!)]);
	checkSlope(opName, slope);
	return [x!, [x![0]!, numGroups], [x![0]!, numGroups]];
}

/** y, mean and scale of the norm, the residual and the activation one after the other. */
function inSteps(
	{ x, gamma, beta, residual }: Readonly<Record<string, tf.Tensor>>,
	{ numGroups, epsilon, slope }: NormActAttributes,
): tf.Tensor[] {
	const [normed, mean, scale] = runOp(groupNormOp, { x, gamma, beta }, { numGroups, epsilon });
	const summed = residual ? tf.add(normed!, residual) : normed!;
	return [runOp(leakyReluOp, { x: summed }, { slope })[0]!, mean!, scale!];
}

/** Outputs y [B, …, C], and per batch entry and group mean and 1/√(variance + ε) [B, G]. Keeps x, not what is activated. */
export const normActOp: Op<NormActAttributes> = defineOp<NormActAttributes>({
	name: 'normAct',
	inputs: ['x', 'gamma', 'beta'],
	shape: (shapes, attributes) => outputShapes('normAct', shapes, attributes),
	reference: inSteps,
	gradient: {
		saveInputs: ['x', 'gamma', 'beta'],
		saveOutputs: [1, 2],
		apply(dy, [x, gamma, beta, mean, scale], { numGroups, slope }) {
			// All at once: the sums that dx needs are the other two.
			const inputs = { dy, x, mean, scale, gamma, beta };
			const [dx, dGamma, dBeta] = runOp(normActGradOp, inputs, { numGroups, slope });
			return { x: () => dx!, gamma: () => dGamma!, beta: () => dBeta! };
		},
	},
	cases: normActCases(['x', 'gamma', 'beta']),
});

/** `normAct` of a norm and a residual: y = leakyRelu(norm(x) + residual). */
export const normAddActOp: Op<NormActAttributes> = defineOp<NormActAttributes>({
	name: 'normAddAct',
	inputs: ['x', 'gamma', 'beta', 'residual'],
	shape(shapes, attributes) {
		checkShape('normAddAct', 'residual', shapes.residual!, shapes.x!);
		return outputShapes('normAddAct', shapes, attributes);
	},
	reference: inSteps,
	gradient: {
		saveInputs: ['x', 'gamma'],
		saveOutputs: [0, 1, 2],
		apply(dy, [x, gamma, y, mean, scale], { numGroups, slope }) {
			const inputs = { dy, y, x, mean, scale, gamma };
			const [dx, dGamma, dBeta, g] = runOp(normAddActGradOp, inputs, { numGroups, slope });
			return { x: () => dx!, gamma: () => dGamma!, beta: () => dBeta!, residual: () => g! };
		},
	},
	cases: normActCases(['x', 'gamma', 'beta', 'residual']),
});

/** What a normalisation is made with. */
export interface NormActOptions {
	/** Groups of channels that are normalised together, a divisor of C; C, an instance norm, by default. */
	readonly numGroups?: number;
	/** γ, [C]; ones by default. */
	readonly gamma?: tf.Tensor;
	/** β, [C]; zeros by default. */
	readonly beta?: tf.Tensor;
	/** Added before the activation, [B, …space, C]; nothing by default. */
	readonly residual?: tf.Tensor;
	/** Slope of the activation below zero, 0 or more; 0.01 by default, 0 for a rectifier, 1 for none. */
	readonly slope?: number;
	/** Added to the variance; 1e-5 by default. */
	readonly epsilon?: number;
}

/**
 * Instance or group norm, residual sum and leaky rectifier at once, y = f((x − mean) / √(variance + ε) · γ + β + residual)
 * with f(v) = v where v > 0 and slope · v elsewhere: what is activated is never in memory, forward or backward.
 *
 * @param x [B, …space, C]
 * @returns [B, …space, C]
 * @throws {OpError} if shapes do not fit together, the channels do not divide into the groups, or the slope is negative
 */
export function normAct(x: tf.Tensor, options: NormActOptions = {}): tf.Tensor {
	const channels = channelsOf(x.shape);
	const { numGroups = channels, residual, slope = 0.01, epsilon = 1e-5 } = options;
	const attributes = { numGroups, epsilon, slope };
	return tf.tidy(() => {
		const gamma = options.gamma ?? tf.ones([channels]);
		const beta = options.beta ?? tf.zeros([channels]);
		if (!residual) return runOp(normActOp, { x, gamma, beta }, attributes)[0]!;
		return runOp(normAddActOp, { x, gamma, beta, residual }, attributes)[0]!;
	});
}
