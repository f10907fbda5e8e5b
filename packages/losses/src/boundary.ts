import * as tf from '@tensorflow/tfjs';
import { checkOptions } from './checkOptions.ts';
import { distanceMaps, type SpacingMm, spacingRule } from './distanceMaps.ts';
import { flag, type OptionRules } from './optionRules.ts';
import { type OverlapOptions, withoutBackground } from './overlapCost.ts';
import { probabilities, voxelLogits } from './probabilities.ts';
import { readLabels } from './readLabels.ts';
import { withoutGradient } from './recomputed.ts';
import type { SegmentationLoss } from './segmentationLoss.ts';
import { activationOf, type TargetOptions, targetRules } from './targetOptions.ts';
import { volumeTargets } from './volumeTargets.ts';
import { voxelSums } from './voxelSums.ts';

/** Options of the boundary loss. */
export interface BoundaryOptions extends TargetOptions, Pick<OverlapOptions, 'includeBackground'> {
	/** Voxel size along i, j, k, which gives distances their unit; 1, 1, 1 when left out. */
	readonly spacingMm?: SpacingMm;
}

const boundaryRules: OptionRules<BoundaryOptions> = {
	...targetRules,
	includeBackground: flag,
	spacingMm: spacingRule,
};

/**
 * Boundary (surface) loss, mean over voxels and classes of phi p, with phi the signed distance to the border of the
 * target: above 0 outside, 0 in its outermost voxels, below 0 deeper inside, and 0 throughout where there is no target.
 *
 * It says nothing where a class is missing, so it goes with a loss of regions: see `combined`. `includeBackground` is
 * false when left out. The distances are made in plain arrays, on `webgpu` by its kernels.
 *
 * @param options see {@link BoundaryOptions}
 * @returns (labels, logits [B, i, j, k, C]) => scalar, see {@link SegmentationLoss}
 * @throws LossError for options that it does not have; the returned function for shapes that do not fit
 *
 * Source: Kervadec et al. 2019, equation 5, and its published code (inside, a distance less the smallest voxel edge).
 */
export function boundary(options: BoundaryOptions = {}): SegmentationLoss {
	checkOptions('boundary', options, boundaryRules);
	const { includeBackground = false, spacingMm = [1, 1, 1] } = options;
	const edge = Math.min(...spacingMm);
	return (labels, logits) =>
		tf.tidy(() => {
			const distances = withoutGradient(() => {
				const read = readLabels(labels, logits, options);
				const { target, known } = volumeTargets(logits, read, options, includeBackground);
				const signed = distanceMaps(target, spacingMm);
				const maps = tf.add(signed, tf.mul(tf.cast(tf.less(signed, 0), 'float32'), edge));
				return known ? tf.mul(maps, known) : maps; // [B, i, j, k, C or C - 1]
			});
			const total = voxelSums(
				(z, phi) => {
					const p = withoutBackground(probabilities(z, activationOf(options)), includeBackground);
					return tf.sum(tf.mul(p, phi!));
				},
				logits,
				[voxelLogits(distances)],
			) as tf.Scalar;
			return tf.div(total, distances.size);
		});
}
