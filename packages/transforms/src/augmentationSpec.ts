import type { Triple } from './grid.ts';
import { asObject, invalid, range } from './specField.ts';

/** Smallest and largest value of a uniform draw. */
export type Range = readonly [number, number];

/** Mirrors one axis with a probability. */
export interface FlipSpec {
	/** 0, 1 or 2: i, j or k. */
	readonly axis: number;
	/** 0 … 1. */
	readonly probability: number;
}

/** Rotates, scales and shifts in voxel space with a probability. */
export interface RandomAffineSpec {
	/** 0 … 1. */
	readonly probability: number;
	/** Largest angle about i, j, k either way, in radians. */
	readonly rotation: Triple;
	/** Range of the factor, drawn for each axis; above 1 the object gets smaller, as in MONAI. */
	readonly scale: Range;
	/** Largest shift along i, j, k either way, in voxels. */
	readonly shift: Triple;
}

/** Multiplies, shifts and roughens intensities: `x · gain + shift + noise · N(0, 1)`. */
export interface RandomIntensitySpec {
	readonly gain: Range;
	readonly shift: Range;
	/** Range of the noise's standard deviation. */
	readonly noise: Range;
}

/** Augmentation of a training patch as plain JSON; a part that is left out does nothing. */
export interface AugmentationSpec {
	/** Version of this format; left out it is 1. */
	readonly version?: 1;
	readonly flips?: readonly FlipSpec[];
	readonly affine?: RandomAffineSpec;
	readonly intensity?: RandomIntensitySpec;
}

/** For z-scored images whose axis 0 is left to right: half of the patches mirrored, small rotations, scalings and shifts. */
export const defaultAugmentation: AugmentationSpec = {
	version: 1,
	flips: [{ axis: 0, probability: 0.5 }],
	affine: { probability: 0.8, rotation: [0.26, 0.26, 0.26], scale: [0.85, 1.15], shift: [3, 3, 3] },
	intensity: { gain: [0.8, 1.2], shift: [-0.2, 0.2], noise: [0, 0.1] },
};

/**
 * Checks an augmentation read from JSON.
 *
 * @throws TransformsError naming the field, what it holds and what it may hold
 */
export function parseAugmentationSpec(json: unknown): AugmentationSpec {
	const where = 'augmentation';
	const spec = asObject(json, where, ['version', 'flips', 'affine', 'intensity']);
	if (spec.version !== undefined && spec.version !== 1) {
		throw invalid(`${where}.version`, spec.version, '1; a newer file needs a newer @unetr/transforms');
	}
	const { flips = [] } = spec;
	if (!Array.isArray(flips)) throw invalid(`${where}.flips`, flips, 'a list');
	return {
		version: 1,
		flips: flips.map((flip, n) => parseFlip(flip, `${where}.flips[${n}]`)),
		...(spec.affine !== undefined && { affine: parseAffine(spec.affine) }),
		...(spec.intensity !== undefined && { intensity: parseIntensity(spec.intensity) }),
	};
}

function parseFlip(json: unknown, where: string): FlipSpec {
	const spec = asObject(json, where, ['axis', 'probability']);
	if (spec.axis !== 0 && spec.axis !== 1 && spec.axis !== 2)
		throw invalid(`${where}.axis`, spec.axis, '0, 1 or 2');
	return { axis: spec.axis, probability: probability(spec, where) };
}

function parseAffine(json: unknown): RandomAffineSpec {
	const where = 'augmentation.affine';
	const spec = asObject(json, where, ['probability', 'rotation', 'scale', 'shift']);
	const scale = range(spec, where, 'scale');
	if (!(scale[0] > 0)) throw invalid(`${where}.scale`, scale, 'two numbers above 0');
	return {
		probability: probability(spec, where),
		rotation: triple(spec, where, 'rotation'),
		scale,
		shift: triple(spec, where, 'shift'),
	};
}

function parseIntensity(json: unknown): RandomIntensitySpec {
	const where = 'augmentation.intensity';
	const spec = asObject(json, where, ['gain', 'shift', 'noise']);
	const noise = range(spec, where, 'noise');
	if (!(noise[0] >= 0)) throw invalid(`${where}.noise`, noise, 'two numbers of at least 0');
	return { gain: range(spec, where, 'gain'), shift: range(spec, where, 'shift'), noise };
}

function probability(spec: Record<string, unknown>, where: string): number {
	const value = spec.probability;
	if (typeof value === 'number' && value >= 0 && value <= 1) return value;
	throw invalid(`${where}.probability`, value, 'a number from 0 to 1');
}

function triple(spec: Record<string, unknown>, where: string, field: string): Triple {
	const value = spec[field];
	if (Array.isArray(value) && value.length === 3 && value.every((x) => Number.isFinite(x) && x >= 0)) {
		return [value[0], value[1], value[2]];
	}
	throw invalid(`${where}.${field}`, value, 'three numbers of at least 0, one an axis');
}
