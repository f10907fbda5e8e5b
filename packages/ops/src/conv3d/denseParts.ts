import * as tf from '@tensorflow/tfjs';
import type { ConvAttributes } from './geometry.ts';

/** Whether a convolution has one group and neighbouring taps, as every backend's kernel takes. */
export const isDense = ({ dilations, groups }: ConvAttributes): boolean =>
	groups === 1 && dilations.every((step) => step === 1);

/** The attributes of a convolution's part that has one group and neighbouring taps. */
export const densely = <A extends ConvAttributes>(attributes: A): A => ({
	...attributes,
	dilations: [1, 1, 1],
	groups: 1,
});

/** The parts of a tensor's last axis, in order. */
export const splitChannels = (x: tf.Tensor, parts: number): tf.Tensor[] =>
	parts === 1 ? [x] : tf.split(x, parts, x.rank - 1);

/** Parts one after the other along the last axis. */
export const joinChannels = (parts: readonly tf.Tensor[]): tf.Tensor =>
	parts.length === 1 ? parts[0]! : tf.concat([...parts], parts[0]!.rank - 1);
