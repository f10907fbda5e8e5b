import * as tf from '@tensorflow/tfjs';
import { LossError } from './lossError.ts';
import { activationOf, type TargetOptions } from './targetOptions.ts';

/**
 * Labels in one of two forms: class numbers int32 [B, V], or a target for each channel float32 [B, V, C].
 *
 * @param labels [B, …space], [B, …space, 1] or [B, …space, C]
 * @param logits [B, …space, C]
 * @throws LossError where the shapes do not fit, or options that speak of label numbers meet targets for each channel
 */
export function readLabels(labels: tf.Tensor, logits: tf.Tensor, options: TargetOptions): tf.Tensor {
	checkShapes(labels, logits);
	const [batch, channels] = [logits.shape[0]!, logits.shape.at(-1)!];
	if (areChannels(labels, logits, options)) {
		const asked = (['regions', 'ignoreLabel', 'labelSets'] as const).find(
			(name) => options[name] !== undefined,
		);
		if (asked) {
			throw new LossError(
				`${asked} speaks of label numbers, but labels of shape [${labels.shape}] hold a target for each channel; ` +
					'give label numbers or leave it out.',
			);
		}
		return tf.reshape(tf.cast(labels, 'float32'), [batch, -1, channels]);
	}
	return tf.reshape(tf.cast(labels, 'int32'), [batch, -1]);
}

/** Whether labels hold class numbers that softmax makes one-hot, with nothing else asked for but a label to ignore. */
export const arePlainClasses = (labels: tf.Tensor, logits: tf.Tensor, options: TargetOptions): boolean =>
	activationOf(options) === 'softmax' &&
	options.labelSets === undefined &&
	!areChannels(labels, logits, options);

/** A lone channel is a number from 0 to 1 where labels are floats, and a label number where they are whole. */
function areChannels(labels: tf.Tensor, logits: tf.Tensor, options: TargetOptions): boolean {
	if (labels.rank !== logits.rank || labels.shape.at(-1) !== logits.shape.at(-1)) return false;
	const { regions, ignoreLabel, labelSets } = options;
	return (
		labels.shape.at(-1) !== 1 ||
		(labels.dtype === 'float32' &&
			activationOf(options) === 'sigmoid' &&
			(regions ?? ignoreLabel ?? labelSets) === undefined)
	);
}

function checkShapes(labels: tf.Tensor, logits: tf.Tensor): void {
	const space = logits.shape.slice(0, -1);
	const last = labels.shape.at(-1)!;
	const fits =
		logits.rank >= 3 &&
		(labels.rank === space.length ||
			(labels.rank === logits.rank && (last === 1 || last === logits.shape.at(-1)))) &&
		space.every((size, axis) => size === labels.shape[axis]);
	if (fits) return;
	throw new LossError(
		`labels have shape [${labels.shape}] and logits [${logits.shape}]; labels have to be [${space}], [${space},1] or, ` +
			`with a target for each channel, [${logits.shape}].`,
	);
}
