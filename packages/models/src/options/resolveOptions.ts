import { type PerAxis, perAxis, type SpatialDims } from '@unetr/blocks';
import { ModelError } from '../modelError.ts';
import { checkNorm } from './checkNorm.ts';
import type { CommonConfig, DefaultsOf, OptionsOf } from './commonConfig.ts';

/** What a family's options may be. */
export interface OptionRules<Config extends CommonConfig> {
	/** How errors call the family, for example `a UNETR`. */
	readonly subject: string;
	readonly defaults: DefaultsOf<Config>;
	/** Options that are positive whole numbers, beside the channels. */
	readonly counts?: readonly (keyof Config & string)[];
	/** Options that take one of a few values. */
	readonly choices?: { readonly [Name in keyof Config]?: readonly Config[Name][] };
	/** Options that are a normalisation, by name or with options of its own. */
	readonly norms?: readonly (keyof Config & string)[];
	/** Options that are a share in [0, 1). */
	readonly rates?: readonly (keyof Config & string)[];
	/** Dimensions that the family has networks for, 2 and 3 by default. */
	readonly dims?: readonly SpatialDims[];
}

const required = ['inChannels', 'outChannels', 'imgSize'] as const;

/** Whether a value is a positive whole number. */
export function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) > 0;
}

/** How errors call values that have a number for each axis. */
export const tuplesOf = (spatialDims: SpatialDims): string => (spatialDims === 2 ? 'pairs' : 'triples');

/**
 * Whether a value is legal for every axis: one number, or one for each axis; in two dimensions k may have its own, 1.
 *
 * @param isLegal whether a number is; a positive whole one by default.
 */
export function isPerAxis(
	value: unknown,
	spatialDims: SpatialDims,
	isLegal: (extent: unknown) => boolean = isCount,
): value is PerAxis {
	if (!Array.isArray(value)) return isLegal(value);
	if (!value.every(isLegal)) return false;
	return value.length === spatialDims || (spatialDims === 2 && value.length === 3 && value[2] === 1);
}

/** @throws ModelError that names the two nearest legal values unless `value` is a multiple of `multiple`. */
export function checkMultiple(name: string, value: number, of: string, multiple: number): void {
	if (value % multiple === 0) return;
	const below = Math.max(multiple, Math.floor(value / multiple) * multiple);
	throw new ModelError(
		`${name} = ${value} must be a multiple of ${of} = ${multiple}; ` +
			`the nearest legal values are ${below} and ${below + multiple}`,
	);
}

/** @throws ModelError that names the two nearest legal values unless `value` is a power of two, `least` or more. */
export function checkPowerOfTwo(name: string, value: unknown, least: number): void {
	const enough = isCount(value) && value >= least;
	if (enough && Number.isInteger(Math.log2(value))) return;
	const below = enough ? 2 ** Math.floor(Math.log2(value)) : least;
	throw new ModelError(
		`${name} = ${value} must be a power of two, ${least} or more; the nearest legal values are ${below} and ${2 * below}`,
	);
}

/** @throws ModelError unless every extent is a multiple of `multiple`, one for all axes or one for each. */
export function checkImgSize(
	{ imgSize, spatialDims }: Pick<CommonConfig, 'imgSize' | 'spatialDims'>,
	of: string,
	multiple: PerAxis,
): void {
	const divisors = perAxis(multiple, spatialDims);
	imgSize.forEach((extent, axis) => {
		const divisor = divisors[axis]!;
		checkMultiple(`imgSize[${axis}] (axis ${'ijk'[axis]})`, extent, of, divisor);
	});
}

function checkNames(
	given: Readonly<Record<string, unknown>>,
	subject: string,
	known: readonly string[],
): void {
	for (const name of Object.keys(given)) {
		if (known.includes(name)) continue;
		throw new ModelError(`${subject} has no option ${JSON.stringify(name)}; it has ${known.join(', ')}`);
	}
	for (const name of required) {
		if (given[name] === undefined)
			throw new ModelError(`${subject} needs the option ${JSON.stringify(name)}`);
	}
}

function checkCommon(
	{ imgSize, seed, spatialDims }: CommonConfig,
	{ subject, dims = [2, 3] }: Pick<OptionRules<CommonConfig>, 'subject' | 'dims'>,
): void {
	if (!dims.includes(spatialDims)) {
		const value = JSON.stringify(spatialDims);
		throw new ModelError(`spatialDims = ${value} must be ${dims.join(' or ')} for ${subject}`);
	}
	if (!Array.isArray(imgSize) || !isPerAxis(imgSize, spatialDims)) {
		const count =
			spatialDims === 2 ? 'two positive whole numbers for spatialDims = 2' : 'three positive whole numbers';
		throw new ModelError(`imgSize = ${JSON.stringify(imgSize)} must be ${count}`);
	}
	if (seed !== null && !Number.isSafeInteger(seed)) {
		throw new ModelError(`seed = ${JSON.stringify(seed)} must be a whole number or null`);
	}
}

function checkValues(
	values: Readonly<Record<string, unknown>>,
	counts: readonly string[],
	choices: Readonly<Record<string, readonly unknown[]>>,
	rates: readonly string[],
): void {
	for (const name of ['inChannels', 'outChannels', ...counts]) {
		if (isCount(values[name])) continue;
		throw new ModelError(`${name} = ${JSON.stringify(values[name])} must be a positive whole number`);
	}
	for (const [name, legal] of Object.entries(choices)) {
		const value = JSON.stringify(values[name]);
		const texts = legal.map((choice) => JSON.stringify(choice));
		if (!texts.includes(value)) throw new ModelError(`${name} = ${value} must be ${texts.join(' or ')}`);
	}
	for (const name of rates) {
		const rate = values[name];
		if (typeof rate === 'number' && rate >= 0 && rate < 1) continue;
		throw new ModelError(`${name} = ${JSON.stringify(rate)} must be in [0, 1)`);
	}
}

/**
 * Fills in a family's defaults and checks names and values; what depends on more than one option is the family's.
 *
 * @throws ModelError naming the option, its value and what it must be.
 */
export function resolveOptions<Config extends CommonConfig>(
	options: OptionsOf<Config>,
	{ subject, defaults, counts = [], choices = {}, norms = [], rates = [], dims }: OptionRules<Config>,
): Config {
	const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
	const all = { spatialDims: 3, ...defaults };
	checkNames(given, subject, [...required, ...Object.keys(all)]);
	const config = { ...structuredClone(all), ...structuredClone(given) } as unknown as Config;
	checkCommon(config, { subject, dims });
	checkValues(config as unknown as Record<string, unknown>, counts, choices as Record<string, []>, rates);
	for (const name of norms) checkNorm(name, config[name]);
	return { ...config, imgSize: perAxis(config.imgSize, config.spatialDims) };
}
