const LONGEST = 16;

/**
 * A number as a decimal string of at most 16 characters (PS3.5 section 6.2, DS): the shortest one that reads back as
 * the number itself where that fits, else the nearest that does.
 * @param value finite
 */
export function formatDecimal(value: number): string {
	const exact = String(value).replace('e+', 'e');
	if (exact.length <= LONGEST) return exact === '-0' ? '0' : exact;
	for (let digits = LONGEST; digits > 1; digits--) {
		const shorter = String(Number(value.toPrecision(digits))).replace('e+', 'e');
		if (shorter.length <= LONGEST) return shorter;
	}
	return exact;
}
