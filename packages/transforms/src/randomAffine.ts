import { affineMatrix } from './affineMatrix.ts';
import type { RandomAffineSpec } from './augmentationSpec.ts';
import type { Triple } from './grid.ts';
import type { Random } from './random.ts';
import { resampleNearest, resampleTrilinear } from './resample.ts';
import { checkPatch, type TrainingPatch } from './trainingPatch.ts';

/**
 * Rotates, scales and shifts image (trilinear) and label (nearest) by one drawn transform about the centre, on the
 * same grid; what comes from outside is 0 in both.
 */
export function randomAffine(patch: TrainingPatch, spec: RandomAffineSpec, random: Random): TrainingPatch {
	checkPatch(patch);
	if (!(random.float() < spec.probability)) return patch;
	const within = (largest: Triple): Triple => [
		random.uniform(-largest[0], largest[0]),
		random.uniform(-largest[1], largest[1]),
		random.uniform(-largest[2], largest[2]),
	];
	const rotate = within(spec.rotation);
	const [low, high] = spec.scale;
	const scale: Triple = [random.uniform(low, high), random.uniform(low, high), random.uniform(low, high)];
	const matrix = affineMatrix({ rotate, translate: within(spec.shift), scale });
	return { image: resampleTrilinear(patch.image, matrix), label: resampleNearest(patch.label, matrix) };
}
