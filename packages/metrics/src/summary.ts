/** Mean of the values that count, with how many they are. */
export interface Summary {
	/** Mean, or null where nothing counts. */
	readonly mean: number | null;
	/** Sample standard deviation (n − 1), or null below two values. */
	readonly sd: number | null;
	/** How many values the mean is of. */
	readonly n: number;
}

/** Mean, sample standard deviation and count of the values that are not null. */
export function summarise(values: readonly (number | null)[]): Summary {
	const counted = values.filter((value) => value !== null);
	const n = counted.length;
	if (n === 0) return { mean: null, sd: null, n };
	const mean = counted.reduce((sum, value) => sum + value, 0) / n;
	if (n === 1) return { mean, sd: null, n };
	const squares = counted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
	return { mean, sd: Math.sqrt(squares / (n - 1)), n };
}
