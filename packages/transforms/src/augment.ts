import { type AugmentationSpec, parseAugmentationSpec } from './augmentationSpec.ts';
import type { Random } from './random.ts';
import { randomAffine } from './randomAffine.ts';
import { randomFlip } from './randomFlip.ts';
import { randomIntensity } from './randomIntensity.ts';
import type { TrainingPatch } from './trainingPatch.ts';

/**
 * Augments a training patch: flips, then the affine transform, then intensities; the patch given is left as it is.
 *
 * @param spec what to draw from; parts left out do nothing
 * @param random the same state gives the same result bit for bit
 * @throws TransformsError where the specification is not valid or image and label differ in shape
 */
export function augment(patch: TrainingPatch, spec: AugmentationSpec, random: Random): TrainingPatch {
	const { flips = [], affine, intensity } = parseAugmentationSpec(spec);
	let { image, label } = randomFlip(patch, flips, random);
	if (affine !== undefined) ({ image, label } = randomAffine({ image, label }, affine, random));
	if (intensity !== undefined) image = randomIntensity(image, intensity, random);
	return { image, label };
}
