type Numbers = ArrayLike<number>;

function checkLengths(actual: Numbers, expected: Numbers): void {
	if (actual.length === expected.length) return;
	throw new Error(`${actual.length} values where ${expected.length} were expected`);
}

/** max |a − b| / max |b|; NaN in `actual` makes it NaN. An all-zero reference is compared absolutely. */
export function maxAbsOverMax(actual: Numbers, expected: Numbers): number {
	checkLengths(actual, expected);
	let difference = 0;
	let largest = 0;
	for (let i = 0; i < expected.length; i++) {
		const delta = Math.abs(actual[i]! - expected[i]!);
		if (Number.isNaN(delta)) return Number.NaN;
		difference = Math.max(difference, delta);
		largest = Math.max(largest, Math.abs(expected[i]!));
	}
	return largest === 0 ? difference : difference / largest;
}

/** ‖a − b‖ / ‖b‖, or ‖a − b‖ where b is all zero. */
export function l2Relative(actual: Numbers, expected: Numbers): number {
	checkLengths(actual, expected);
	let difference = 0;
	let norm = 0;
	for (let i = 0; i < expected.length; i++) {
		difference += (actual[i]! - expected[i]!) ** 2;
		norm += expected[i]! ** 2;
	}
	return norm === 0 ? Math.sqrt(difference) : Math.sqrt(difference / norm);
}
