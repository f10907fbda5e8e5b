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

/*
 * tfjs's erf is good to 1.5e-7 absolutely, so where all values are small the reference of gelu bounds the comparison:
 * there, and only there, an absolute floor holds.
 */
const absoluteFloor: Readonly<Record<string, number>> = { gelu: 3e-7, geluGrad: 3e-7 };

/** How far a kernel's values of an op are from its reference: {@link maxAbsOverMax}, 0 within what the reference is good to. */
export function kernelError(op: string, actual: Numbers, expected: Numbers): number {
	checkLengths(actual, expected);
	const floor = absoluteFloor[op] ?? 0;
	const isWithin = Array.from(actual).every((value, index) => Math.abs(value - expected[index]!) <= floor);
	return isWithin ? 0 : maxAbsOverMax(actual, expected);
}
