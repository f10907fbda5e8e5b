import { LossError } from './lossError.ts';
import { labelLists, labelSets, type OptionRules, oneOf, whole } from './optionRules.ts';

/** How logits and labels are read; every loss takes these. */
export interface TargetOptions {
	/** Classes that exclude one another, or channels that stand alone; 'softmax' when left out, 'sigmoid' with `regions`. */
	readonly activation?: 'softmax' | 'sigmoid';
	/** Label numbers of each channel, which may overlap, e.g. BraTS' whole tumour, core, enhancing: [[1, 2, 3], [2, 3], [3]]. */
	readonly regions?: readonly (readonly number[])[];
	/** Label number whose voxels count nowhere. */
	readonly ignoreLabel?: number;
	/**
	 * Label numbers that stand for one of several classes: {"0": [0, 2]} where class 2 was not annotated and hides in the
	 * background.
	 */
	readonly labelSets?: Readonly<Record<string, readonly number[]>>;
}

export const targetRules: OptionRules<TargetOptions> = {
	activation: oneOf('softmax', 'sigmoid'),
	regions: labelLists,
	ignoreLabel: whole,
	labelSets,
};

/**
 * 'sigmoid' where asked for or where regions need it.
 *
 * @throws LossError for regions with softmax
 */
export function activationOf({ activation, regions }: TargetOptions): 'softmax' | 'sigmoid' {
	if (regions && activation === 'softmax') {
		throw new LossError(
			'regions may overlap, which softmax rules out; leave activation out or give sigmoid.',
		);
	}
	return activation ?? (regions ? 'sigmoid' : 'softmax');
}
