/** What an option may be; `expects` completes the sentence "give …". */
export interface OptionRule {
	readonly expects: string;
	readonly fits: (value: unknown) => boolean;
}

/** One rule for each option, so that none is forgotten. */
export type OptionRules<Options> = { readonly [Name in keyof Required<Options>]: OptionRule };

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isWhole = (value: unknown): value is number => Number.isSafeInteger(value);
const listOf = (fits: (value: unknown) => boolean) => (value: unknown) =>
	Array.isArray(value) && value.length > 0 && value.every(fits);

export const flag: OptionRule = { expects: 'true or false', fits: (value) => typeof value === 'boolean' };

export const fromZero: OptionRule = {
	expects: 'a number from 0',
	fits: (value) => isNumber(value) && value >= 0,
};

export const aboveZero: OptionRule = {
	expects: 'a number above 0',
	fits: (value) => isNumber(value) && value > 0,
};

export const fraction: OptionRule = {
	expects: 'a number from 0 to 1',
	fits: (value) => isNumber(value) && value >= 0 && value <= 1,
};

export const whole: OptionRule = { expects: 'a whole number', fits: isWhole };

export const wholeFromZero: OptionRule = {
	expects: 'a whole number from 0',
	fits: (value) => isWhole(value) && value >= 0,
};

export const weights: OptionRule = {
	expects: 'a list of numbers from 0, not all 0',
	fits: (value) => listOf(fromZero.fits)(value) && (value as number[]).some((weight) => weight > 0),
};

export const labelLists: OptionRule = {
	expects: 'a list of lists of label numbers, such as [[1, 2, 3], [2, 3], [3]]',
	fits: listOf(listOf(isWhole)),
};

export const labelSets: OptionRule = {
	expects: 'label numbers with the lists that they stand for, such as {"0": [0, 2]}',
	fits: (value) =>
		typeof value === 'object' &&
		value !== null &&
		!Array.isArray(value) &&
		Object.entries(value).every(([label, set]) => isWhole(Number(label)) && listOf(isWhole)(set)),
};

/** One of some words. */
export const oneOf = (...words: readonly string[]): OptionRule => ({
	expects: words.map((word) => `'${word}'`).join(' or '),
	fits: (value) => words.includes(value as string),
});
