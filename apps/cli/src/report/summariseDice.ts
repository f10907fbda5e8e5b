/** Mean, sample standard deviation and number of the defined values. */
export interface DiceSummary {
	/** Null when no value is defined. */
	readonly mean: number | null;
	/** With n - 1 in the denominator; null for fewer than two values. */
	readonly sd: number | null;
	/** How many values were defined. */
	readonly n: number;
}

/** Summarises Dice values, leaving out the undefined ones and saying how many remained. */
export function summariseDice(values: readonly (number | null)[]): DiceSummary {
	const defined = values.filter((value) => value !== null);
	const n = defined.length;
	if (n === 0) return { mean: null, sd: null, n };
	const mean = defined.reduce((sum, value) => sum + value, 0) / n;
	const squares = defined.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return { mean, sd: n < 2 ? null : Math.sqrt(squares / (n - 1)), n };
}

/** Mean over the classes of one case, as the score of the case. */
export function caseScore(dice: readonly (number | null)[]): number | null {
	return summariseDice(dice).mean;
}

/** Writes `0.873 ± 0.021 (n = 12)`. */
export function formatSummary({ mean, sd, n }: DiceSummary): string {
	if (mean === null) return 'not defined (n = 0)';
	return `${mean.toFixed(3)}${sd === null ? '' : ` ± ${sd.toFixed(3)}`} (n = ${n})`;
}
