import { affineMatrix } from './affineMatrix.ts';
import type { RandomAffineSpec } from './augmentationSpec.ts';
import type { Triple } from './grid.ts';
import type { Random } from './random.ts';
import { resampleNearest, resampleTrilinear } from './resample.ts';
import { checkPatch, type TrainingPatch } from './trainingPatch.ts';

/**
 * Rotates, scales and shifts image (trilinear) and label (nearest) by one drawn transform about the centre, on the
 * same grid; what comes from outside is 0 in both. A patch of one voxel along an axis, a slice, stays in its plane: turned
 * and shifted out of it nothing would be left.
 */
export function randomAffine(patch: TrainingPatch, spec: RandomAffineSpec, random: Random): TrainingPatch {
	checkPatch(patch);
	if (!(random.float() < spec.probability)) return patch;
	const within = (largest: Triple): Triple => [
		random.uniform(-largest[0], largest[0]),
		random.uniform(-largest[1], largest[1]),
		random.uniform(-largest[2], largest[2]),
	];
	const flat = patch.image.shape.map((extent) => extent === 1) as [boolean, boolean, boolean];
	const turns = within(spec.rotation);
	const rotate = turns.map((angle, axis) => {
		const leavesPlane = flat.some((still, other) => still && other !== axis);
		return leavesPlane ? 0 : angle;
	}) as unknown as Triple;
	const [low, high] = spec.scale;
	const scale: Triple = [random.uniform(low, high), random.uniform(low, high), random.uniform(low, high)];
	const translate = within(spec.shift).map((shift, axis) => (flat[axis] ? 0 : shift)) as unknown as Triple;
	const matrix = affineMatrix({ rotate, translate, scale });
	return { image: resampleTrilinear(patch.image, matrix), label: resampleNearest(patch.label, matrix) };
}
