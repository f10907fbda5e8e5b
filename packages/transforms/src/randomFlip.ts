import type { FlipSpec } from './augmentationSpec.ts';
import { flip } from './flip.ts';
import type { Random } from './random.ts';
import { checkPatch, type TrainingPatch } from './trainingPatch.ts';

/** Mirrors image and label together, each axis with its own probability (one draw an entry). */
export function randomFlip(patch: TrainingPatch, flips: readonly FlipSpec[], random: Random): TrainingPatch {
	checkPatch(patch);
	const axes = flips.filter(({ probability }) => random.float() < probability).map(({ axis }) => axis);
	if (axes.length === 0) return patch;
	return { image: flip(patch.image, axes), label: flip(patch.label, axes) };
}
