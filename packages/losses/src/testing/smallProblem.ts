import * as tf from '@tensorflow/tfjs';
import { unit } from 'unetr-testkit';
import { createLoss, listLosses, type NamedLoss } from '../createLoss.ts';
import type { LossName } from '../lossRoster.ts';
import type { SegmentationLoss } from '../segmentationLoss.ts';
import { lossCases } from './lossCases.ts';
import type { Problem } from './problem.ts';

const [BATCH, SPACE, CHANNELS] = [2, [4, 3, 3], 3] as const;
export const VOXELS: number = BATCH * 4 * 3 * 3;

/** The classes 0 to 2 and some voxels of 5, 7 (to ignore) and 9 (which no channel has). */
const labels = Array.from(unit('losses/labels', VOXELS), (u, at) => {
	if (u > 0.93) return at % 2 === 0 ? 7 : 5;
	if (u < -0.97) return 9;
	return [0, 0, 1, 1, 2][at % 5]!;
});

/** Two items of three channels, small enough for differences by every logit. */
export const smallProblem: Problem = {
	...{ batch: BATCH, space: SPACE, channels: CHANNELS, labels },
	logits: Float64Array.from(unit('losses/logits', VOXELS * CHANNELS), (u) => 3 * u),
};

/** Every loss at each of its options. */
export const allCases: readonly {
	readonly name: LossName;
	readonly options: object;
	readonly title: string;
}[] = listLosses().flatMap((name) =>
	lossCases[name].map((options) => ({ name, options, title: `${name} ${JSON.stringify(options)}` })),
);

/** A loss whose options are known to fit. */
export const madeLoss = (name: LossName, options: object): SegmentationLoss =>
	createLoss({ name, options } as NamedLoss);

/** Label numbers on the grid of the small problem. */
export const labelVolume = (values: readonly number[]): tf.Tensor =>
	tf.tensor(values as number[], [BATCH, ...SPACE], 'int32');

/** Value and gradient at logits in the order [B, i, j, k, C]. */
export function evaluateLoss(
	loss: SegmentationLoss,
	targets: tf.Tensor,
	logits: ArrayLike<number>,
): { value: number; gradient: Float32Array } {
	return tf.tidy(() => {
		const x = tf.tensor(Float32Array.from(logits), [BATCH, ...SPACE, CHANNELS]);
		const { value, grad } = tf.valueAndGrad((z) => loss(targets, z))(x);
		const found = { value: value.dataSync()[0]!, gradient: Float32Array.from(grad.dataSync()) };
		return found as unknown as tf.TensorContainer;
	}) as unknown as { value: number; gradient: Float32Array };
}
