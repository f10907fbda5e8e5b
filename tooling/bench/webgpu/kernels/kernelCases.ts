import * as tf from '@tensorflow/tfjs';
import {
	adamwStep,
	attention,
	avgPool3d,
	channelSum,
	conv3d,
	depthToSpace3d,
	gelu,
	groupNorm,
	instanceNorm,
	l2Normalize,
	layerNorm,
	leakyRelu,
	linear,
	maxPool3d,
	normAct,
	prelu,
	resize3d,
	scaleShift,
	silu,
	softmaxRegionSums,
	spaceToDepth3d,
	sumSquares,
	windowPartition3d,
	windowReverse3d,
} from '@unetr/ops';

type Shapes = readonly (readonly number[])[];

/** What runs some kernels once, at a size of UNETR or a U-Net. */
export interface KernelCase {
	readonly name: string;
	run(): void;
}

type OfTensors = (...inputs: tf.Tensor[]) => tf.Tensor;

/** A function of tensors of these shapes, and its gradients by all of them. */
function backAndForth(name: string, shapes: Shapes, f: OfTensors): KernelCase {
	return {
		name,
		run: () => {
			const inputs = shapes.map((shape) => tf.zeros([...shape]));
			tf.grads(f)(inputs);
		},
	};
}

/** A function of tensors of these shapes, without gradients. */
function forth(name: string, shapes: Shapes, f: (...inputs: tf.Tensor[]) => unknown): KernelCase {
	return { name, run: () => void f(...shapes.map((shape) => tf.zeros([...shape]))) };
}

const full = [1, 96, 96, 96];
const half = [1, 48, 48, 48];
const quarter = [1, 24, 24, 24];
const features = [...half, 32];

const convolutions: readonly KernelCase[] = [
	backAndForth('conv3d 48³, 32 to 32, 3³', [features, [3, 3, 3, 32, 32]], (x, filter) => conv3d(x!, filter!)),
	backAndForth(
		'conv3d 96³, 1 to 16, 3³',
		[
			[...full, 1],
			[3, 3, 3, 1, 16],
		],
		(x, filter) => conv3d(x!, filter!),
	),
	backAndForth(
		'conv3d 48³, 64 to 32, 1³',
		[
			[...half, 64],
			[1, 1, 1, 64, 32],
		],
		(x, filter) => conv3d(x!, filter!),
	),
	backAndForth(
		'conv3d 24³, 64 depthwise, 3³',
		[
			[...quarter, 64],
			[3, 3, 3, 1, 64],
		],
		(x, filter) => conv3d(x!, filter!, { groups: 64 }),
	),
	backAndForth(
		'linear 216, 768 to 3072',
		[
			[216, 768],
			[768, 3072],
		],
		(x, kernel) => linear(x!, kernel!),
	),
];

const [windows, inWindow] = [64, 216];

const attentions: readonly KernelCase[] = [
	backAndForth('attention 216, 12 heads of 64', [[1, 216, 3 * 768]], (qkv) =>
		attention(qkv!, { numHeads: 12 }),
	),
	backAndForth(
		'attention 64 windows of 216, 3 heads of 16, bias and mask',
		[
			[windows, inWindow, 3 * 48],
			[3, inWindow, inWindow],
		],
		(qkv, bias) => attention(qkv!, { numHeads: 3, bias: bias!, mask: tf.zeros([8, inWindow, inWindow]) }),
	),
];

const norms: readonly KernelCase[] = [
	backAndForth('layerNorm 216 × 768', [[1, 216, 768], [768], [768]], (x, gamma, beta) =>
		layerNorm(x!, gamma!, beta!),
	),
	backAndForth('instanceNorm 48³ × 32', [features, [32], [32]], (x, gamma, beta) =>
		instanceNorm(x!, gamma!, beta!),
	),
	backAndForth('instanceNorm 12³ × 128', [[1, 12, 12, 12, 128], [128], [128]], (x, gamma, beta) =>
		instanceNorm(x!, gamma!, beta!),
	),
	backAndForth('groupNorm 48³ × 32, 8 groups', [features, [32], [32]], (x, gamma, beta) =>
		groupNorm(x!, 8, gamma!, beta!),
	),
	backAndForth(
		'normAct 48³ × 32, with a residual',
		[features, [32], [32], features],
		(x, gamma, beta, residual) => normAct(x!, { gamma: gamma!, beta: beta!, residual: residual! }),
	),
	backAndForth('l2Normalize 4096 × 64', [[4096, 64]], (x) => l2Normalize(x!)),
];

const pointwise: readonly KernelCase[] = [
	backAndForth('gelu 216 × 3072', [[216, 3072]], (x) => gelu(x!)),
	backAndForth('silu 48³ × 32', [features], (x) => silu(x!)),
	backAndForth('leakyRelu 48³ × 32', [features], (x) => leakyRelu(x!)),
	backAndForth('prelu 48³ × 32', [features, [32]], (x, alpha) => prelu(x!, alpha!)),
	forth('scaleShift 48³ × 32', [features, [32], [32]], (x, scale, shift) => scaleShift(x!, scale!, shift!)),
	forth(
		'adamwStep 2,359,296 values',
		Array.from({ length: 4 }, () => [768, 3072]),
		(param, grad, m, v) =>
			adamwStep(param!, grad!, m!, v!, {
				...{ learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, step: 1 },
			}),
	),
];

const volumes: readonly KernelCase[] = [
	backAndForth('maxPool3d 48³ × 32', [features], (x) => maxPool3d(x!, { kernel: 2, strides: 2 })),
	backAndForth('avgPool3d 48³ × 32', [features], (x) => avgPool3d(x!, { kernel: 2, strides: 2 })),
	backAndForth('resize3d 24³ × 32 to 48³', [[...quarter, 32]], (x) =>
		resize3d(x!, { size: [48, 48, 48], mode: 'trilinear' }),
	),
	forth('depthToSpace3d 24³ × 256', [[...quarter, 256]], (x) => depthToSpace3d(x!, [2, 2, 2])),
	forth('spaceToDepth3d 96³ × 1', [[...full, 1]], (x) => spaceToDepth3d(x!, [16, 16, 16])),
	forth('windowPartition3d 24³ × 48', [[...quarter, 48]], (x) =>
		windowPartition3d(x!, { window: [6, 6, 6], shift: [3, 3, 3] }),
	),
	forth('windowReverse3d 24³ × 48', [[64, 216, 48]], (x) =>
		windowReverse3d(x!, { size: [24, 24, 24], window: [6, 6, 6], shift: [3, 3, 3] }),
	),
	backAndForth('softmaxRegionSums 48³ × 14', [[...half, 14]], (logits) =>
		softmaxRegionSums(logits!, tf.zeros(half, 'int32')),
	),
	forth('channelSum 48³ × 32', [features], (x) => channelSum(x!)),
	forth('sumSquares 2,359,296 values', [[768, 3072]], (x) => sumSquares(x!)),
];

/** Kernels of tfjs at rank 5 in whose place ours stand. */
const stock: readonly KernelCase[] = [
	forth('pad 48³ × 32', [features], (x) =>
		tf.pad(
			x!,
			[
				[0, 0],
				[1, 1],
				[1, 1],
				[1, 1],
				[0, 0],
			],
			0,
		),
	),
	forth('mul 48³ × 32 by channels', [features, [32]], (x, y) => tf.mul(x!, y!)),
	forth('where 48³ × 32', [features, features], (x, y) => tf.where(tf.zeros(features, 'bool'), x!, y!)),
	forth('cumsum 48³ × 32', [features], (x) => tf.cumsum(x!, 3)),
	forth('addN of three, 48³ × 32', [features, features, features], (...terms) => tf.addN(terms)),
];

/** Every kernel of the backend at work. */
export const kernelCases: readonly KernelCase[] = [
	...convolutions,
	...attentions,
	...norms,
	...pointwise,
	...volumes,
	...stock,
];
