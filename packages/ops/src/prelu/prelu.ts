import * as tf from '@tensorflow/tfjs';
import { channelsOf, checkShape } from '../checkShape.ts';
import { type Attributes, defineOp, type Op, type OpCase, runOp, type Shape } from '../op.ts';
import { OpError } from '../opError.ts';

const cases: readonly { readonly shape: number[]; readonly alpha: number }[] = [
	{ shape: [7, 3], alpha: 1 },
	{ shape: [2, 3, 4, 5, 6], alpha: 6 },
	{ shape: [2, 3, 4, 5, 6], alpha: 1 },
	{ shape: [1, 5, 33], alpha: 33 },
];

function checkAlpha(opName: string, alpha: Shape, x: Shape): void {
	const channels = channelsOf(x);
	if (alpha.length === 1 && (alpha[0] === 1 || alpha[0] === channels)) return;
	throw new OpError(`${opName}: 'alpha' must have shape [1] or [${channels}], but it is [${alpha}]`);
}

const preluCase = (shape: number[], alpha: number, withGradient: boolean): OpCase => ({
	name: `n${shape.join('x')}_a${alpha}`,
	inputs: {
		...(withGradient && { dy: { shape } }),
		x: { shape, gap: 0.05 },
		alpha: { shape: [alpha], scale: 0.2, offset: 0.25 },
	},
	attributes: {},
});

/** Gradient of `prelu` by x: dy where x > 0, alpha · dy elsewhere. */
export const preluGradOp: Op = defineOp<Attributes>({
	name: 'preluGrad',
	inputs: ['dy', 'x', 'alpha'],
	shape({ dy, x, alpha }) {
		checkShape('preluGrad', 'dy', dy!, x!);
		checkAlpha('preluGrad', alpha!, x!);
		return [x!];
	},
	reference({ dy, x, alpha }) {
		const positive = tf.cast(tf.greater(x!, 0), 'float32');
		return [tf.mul(dy!, tf.add(positive, tf.mul(tf.sub(1, positive), alpha!)))];
	},
	cases: cases.map(({ shape, alpha }) => preluCase(shape, alpha, true)),
});

/** Gradient of `prelu` by alpha, for each channel: Σ dy · min(x, 0), [C]. */
export const preluAlphaGradOp: Op = defineOp<Attributes>({
	name: 'preluAlphaGrad',
	inputs: ['dy', 'x'],
	shape({ dy, x }) {
		checkShape('preluAlphaGrad', 'dy', dy!, x!);
		return [[channelsOf(x!)]];
	},
	reference({ dy, x }) {
		const products = tf.mul(dy!, tf.minimum(x!, 0));
		return [tf.sum(tf.reshape(products, [-1, channelsOf(x!.shape)]), 0)];
	},
	cases: cases.map(({ shape }): OpCase => {
		return { name: `n${shape.join('x')}`, inputs: { dy: { shape }, x: { shape } }, attributes: {} };
	}),
});

export const preluOp: Op = defineOp<Attributes>({
	name: 'prelu',
	inputs: ['x', 'alpha'],
	shape({ x, alpha }) {
		checkAlpha('prelu', alpha!, x!);
		return [x!];
	},
	reference: ({ x, alpha }) => [tf.add(tf.relu(x!), tf.mul(alpha!, tf.minimum(x!, 0)))],
	gradient: {
		saveInputs: ['x', 'alpha'],
		apply: (dy, [x, alpha]) => ({
			x: () => runOp(preluGradOp, { dy, x, alpha }, {})[0]!,
			alpha: () => {
				const perChannel = runOp(preluAlphaGradOp, { dy, x }, {})[0]!;
				return alpha!.size === 1 ? tf.reshape(tf.sum(perChannel), [1]) : perChannel;
			},
		}),
	},
	cases: cases.map(({ shape, alpha }) => preluCase(shape, alpha, false)),
});

/**
 * Rectifier with a learnt slope: max(x, 0) + alpha · min(x, 0) (He et al. 2015; `torch.nn.PReLU`).
 *
 * @param x [..., C]
 * @param alpha [1], shared, or [C]
 * @returns the shape of x
 * @throws {OpError} if alpha has another length
 */
export function prelu(x: tf.Tensor, alpha: tf.Tensor): tf.Tensor {
	return runOp(preluOp, { x, alpha }, {})[0]!;
}
