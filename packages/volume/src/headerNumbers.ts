/** No number needs more, and a search through endless digits takes for ever. */
const MAX_WORD = 128;
const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** A number as C's strtod reads it; undefined for anything else. */
export function parseNumber(text: string): number | undefined {
	if (text.length > MAX_WORD) return undefined;
	if (DECIMAL.test(text)) return Number(text);
	if (/^[+-]?nan$/i.test(text)) return Number.NaN;
	const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
	if (infinite === null) return undefined;
	return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

/** Numbers between blanks; undefined where one of them is none. */
export function parseNumbers(text: string): number[] | undefined {
	const numbers = words(text).map(parseNumber);
	return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

/** Whole numbers of at least 1 between blanks; undefined where one of them is none. */
export function parseCounts(text: string): number[] | undefined {
	const counts = words(text);
	return counts.every((count) => /^\+?\d+$/.test(count) && Number(count) >= 1)
		? counts.map(Number)
		: undefined;
}

/** What stands between blanks. */
export function words(text: string): string[] {
	return text.split(/\s+/).filter((word) => word !== '');
}
