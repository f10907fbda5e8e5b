import * as tf from '@tensorflow/tfjs';
import { checkNormGrad } from '../checkNormGrad.ts';
import { channelsOf, checkShape } from '../checkShape.ts';
import { checkGroups, groupedVoxels, perGroup } from '../groupNorm/groupedVoxels.ts';
import { groupNormGammaGradOp, groupNormGradOp } from '../groupNorm/groupNormGrad.ts';
import { leakyReluGradOp } from '../leakyRelu/leakyRelu.ts';
import { defineOp, type Op, runOp, type Shape } from '../op.ts';
import { channelSum } from '../reduce/channelSum.ts';
import { checkSlope } from './checkSlope.ts';
import { type NormActGradAttributes, normActGradCases } from './normActCase.ts';

/** Outputs dx, dγ and dβ from shapes that fit. */
function gradientShapes(
	opName: string,
	shapes: Readonly<Record<string, Shape>>,
	{ numGroups, slope }: NormActGradAttributes,
): Shape[] {
	const x = shapes.x!;
	const channels = [channelsOf(x)];
	checkNormGrad(opName, shapes, 3, [x[0]!, numGroups]);
	checkGroups(opName, x, numGroups);
	checkShape(opName, 'gamma', shapes.gamma!, channels);
	checkSlope(opName, slope);
	return [x, channels, channels];
}

/** dx, dγ and dβ from the gradient g of what is activated. */
function normGradients(
	g: tf.Tensor,
	{ x, mean, scale, gamma }: Readonly<Record<string, tf.Tensor>>,
	numGroups: number,
): tf.Tensor[] {
	return [
		runOp(groupNormGradOp, { dy: g, x, mean, scale, gamma }, { numGroups })[0]!,
		runOp(groupNormGammaGradOp, { dy: g, x, mean, scale }, { numGroups })[0]!,
		channelSum(g),
	];
}

/**
 * Gradients of `normAct`, all from one set of sums: outputs dx [B, …, C], dγ [C], dβ [C].
 *
 * With x̂ = (x − mean) · scale: g = dy where x̂ · γ + β > 0, slope · dy elsewhere; dβ = Σ g, dγ = Σ g · x̂ and
 * dx = scale · (g · γ − mean(g · γ) − x̂ · mean(g · γ · x̂)), means over a group.
 */
export const normActGradOp: Op<NormActGradAttributes> = defineOp<NormActGradAttributes>({
	name: 'normActGrad',
	inputs: ['dy', 'x', 'mean', 'scale', 'gamma', 'beta'],
	shape(shapes, attributes) {
		const outputs = gradientShapes('normActGrad', shapes, attributes);
		checkShape('normActGrad', 'beta', shapes.beta!, outputs[2]!);
		return outputs;
	},
	reference(inputs, { numGroups, slope }) {
		const centred = tf.sub(groupedVoxels(inputs.x!, numGroups), perGroup(inputs.mean!));
		const xHat = tf.reshape(tf.mul(centred, perGroup(inputs.scale!)), inputs.x!.shape);
		const y = tf.add(tf.mul(xHat, inputs.gamma!), inputs.beta!);
		const g = runOp(leakyReluGradOp, { dy: inputs.dy, y }, { slope })[0]!;
		return normGradients(g, inputs, numGroups);
	},
	cases: normActGradCases(['dy', 'x', 'mean', 'scale', 'gamma', 'beta']),
});

/**
 * Gradients of `normAddAct`, as {@link normActGradOp} with g from the sign of the output y, and that of the residual:
 * outputs dx [B, …, C], dγ [C], dβ [C], g [B, …, C].
 */
export const normAddActGradOp: Op<NormActGradAttributes> = defineOp<NormActGradAttributes>({
	name: 'normAddActGrad',
	inputs: ['dy', 'y', 'x', 'mean', 'scale', 'gamma'],
	shape(shapes, attributes) {
		const outputs = gradientShapes('normAddActGrad', shapes, attributes);
		checkShape('normAddActGrad', 'y', shapes.y!, shapes.x!);
		return [...outputs, shapes.x!];
	},
	reference(inputs, { numGroups, slope }) {
		const g = runOp(leakyReluGradOp, { dy: inputs.dy, y: inputs.y }, { slope })[0]!;
		return [...normGradients(g, inputs, numGroups), g];
	},
	cases: normActGradCases(['dy', 'y', 'x', 'mean', 'scale', 'gamma']),
});
