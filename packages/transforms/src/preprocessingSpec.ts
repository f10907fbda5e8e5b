import { parseOrientation } from '@unetr/volume';
import { asObject, flag, invalid, range } from './specField.ts';
import { TransformsError } from './transformsError.ts';

/** How intensities become the numbers a model sees. */
export type IntensitySpec =
	| { readonly kind: 'zScore'; readonly nonzero?: boolean; readonly perChannel?: boolean }
	| {
			readonly kind: 'scaleRange';
			readonly from: readonly [number, number];
			readonly to: readonly [number, number];
			readonly clip?: boolean;
	  }
	| { readonly kind: 'none' };

/** How a volume is prepared for a model: plain JSON, kept in the bundle beside the weights. */
export interface PreprocessingSpec {
	/** Version of this format; left out it is 1. */
	readonly version?: 1;
	/** Directions in which the voxel axes i, j, k grow, such as `RAS`. */
	readonly orientation: string;
	readonly intensity: IntensitySpec;
}

/** RAS, z-score over all voxels. */
export const defaultPreprocessing: PreprocessingSpec = {
	version: 1,
	orientation: 'RAS',
	intensity: { kind: 'zScore', nonzero: false },
};

/**
 * Checks a specification read from JSON.
 *
 * @throws TransformsError naming the field, what it holds and what it may hold
 */
export function parsePreprocessingSpec(json: unknown): PreprocessingSpec {
	const where = 'preprocessing';
	const spec = asObject(json, where, ['version', 'orientation', 'intensity']);
	if (spec.version !== undefined && spec.version !== 1) {
		throw invalid(`${where}.version`, spec.version, '1; a newer file needs a newer @unetr/transforms');
	}
	if (typeof spec.orientation !== 'string') throw invalid(`${where}.orientation`, spec.orientation, '"RAS"');
	return {
		version: 1,
		orientation: checkedOrientation(spec.orientation),
		intensity: parseIntensity(spec.intensity),
	};
}

function checkedOrientation(code: string): string {
	try {
		parseOrientation(code);
	} catch (cause) {
		throw new TransformsError(`preprocessing.orientation: ${(cause as Error).message}.`);
	}
	return code;
}

function parseIntensity(json: unknown): IntensitySpec {
	const where = 'preprocessing.intensity';
	const { kind } = asObject(json, where);
	if (kind === 'none') {
		asObject(json, where, ['kind']);
		return { kind };
	}
	if (kind === 'zScore') {
		const spec = asObject(json, where, ['kind', 'nonzero', 'perChannel']);
		const [nonzero, perChannel] = [
			flag(spec, where, 'nonzero', false),
			flag(spec, where, 'perChannel', true),
		];
		return { kind, nonzero, perChannel };
	}
	if (kind === 'scaleRange') {
		const spec = asObject(json, where, ['kind', 'from', 'to', 'clip']);
		const [from, to] = [range(spec, where, 'from'), range(spec, where, 'to')];
		if (from[0] === from[1]) throw invalid(`${where}.from`, from, 'two different numbers');
		return { kind, from, to, clip: flag(spec, where, 'clip', true) };
	}
	throw invalid(`${where}.kind`, kind, '"zScore", "scaleRange" or "none"');
}
