const LONGEST = 16;

/**
 * A number as a decimal string of at most 16 characters (PS3.5 section 6.2, DS): the shortest one that reads back as
 * the number itself where that fits, else the nearest that does.
 * @param value finite
 */
export function formatDecimal(value: number): string {
	let text = shortest(value);
	for (let digits = LONGEST; text.length > LONGEST; digits--)
		text = shortest(Number(value.toPrecision(digits)));
	return text;
}

function shortest(value: number): string {
	const [plain, exponential] = [String(value), value.toExponential()].map((text) => text.replace('e+', 'e'));
	if (value === 0) return '0';
	return plain!.length <= LONGEST ? plain! : exponential!;
}
