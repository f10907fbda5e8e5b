import { ModelError } from '../modelError.ts';
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
	/** Options that are a share in [0, 1). */
	readonly rates?: readonly (keyof Config & string)[];
}

const required = ['inChannels', 'outChannels', 'imgSize'] as const;

/** Whether a value is a positive whole number. */
export function isCount(value: unknown): value is number {
	return Number.isSafeInteger(value) && (value as number) > 0;
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
	imgSize: readonly number[],
	of: string,
	multiple: number | readonly number[],
): void {
	imgSize.forEach((extent, axis) => {
		const divisor = typeof multiple === 'number' ? multiple : multiple[axis]!;
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

function checkCommon({ imgSize, seed }: CommonConfig): void {
	if (!Array.isArray(imgSize) || imgSize.length !== 3 || !imgSize.every(isCount)) {
		throw new ModelError(`imgSize = ${JSON.stringify(imgSize)} must be three positive whole numbers`);
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
	{ subject, defaults, counts = [], choices = {}, rates = [] }: OptionRules<Config>,
): Config {
	const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
	checkNames(given, subject, [...required, ...Object.keys(defaults)]);
	const config = { ...structuredClone(defaults), ...structuredClone(given) } as unknown as Config;
	checkCommon(config);
	checkValues(config as unknown as Record<string, unknown>, counts, choices as Record<string, []>, rates);
	return config;
}
