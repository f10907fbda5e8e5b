import * as tf from '@tensorflow/tfjs';
import { createLoss, LossError } from '@unetr/losses';
import { Refusal } from '../refusal.ts';
import { ignoring } from './lossChoice.ts';
import type { RunConfig } from './runConfig.ts';

/**
 * Makes sure that a run's loss goes with its data set, by trying it on two voxels a side.
 *
 * @throws Refusal where its numbers of classes differ, or it leaves out another label than the data set does.
 */
export function checkLoss({ loss, dataset }: RunConfig): void {
	const { labels, ignoreLabel } = dataset;
	const own = [loss].flat().flatMap(({ options }) => options?.ignoreLabel ?? []);
	const other = own.find((label) => ignoreLabel !== undefined && label !== ignoreLabel);
	if (other !== undefined) {
		throw new Refusal(
			`The loss leaves out label ${other}, and the data set label ${ignoreLabel}; leave ignoreLabel out of --loss.`,
		);
	}
	try {
		tf.tidy(() => {
			createLoss(ignoring(loss, ignoreLabel))(
				tf.zeros([1, 2, 2, 2], 'int32'),
				tf.zeros([1, 2, 2, 2, labels.length]),
			);
		});
	} catch (error) {
		if (!(error instanceof LossError)) throw error;
		throw new Refusal(`The loss does not fit the ${labels.length} classes of the data set: ${error.message}`);
	}
}
