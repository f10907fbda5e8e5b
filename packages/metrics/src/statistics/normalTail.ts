const TERMS = 200;

/**
 * Probability that a standard normal variable exceeds z, to about 14 digits.
 *
 * Below 2.5 the series of the error function, above it its continued fraction
 * (Abramowitz & Stegun 1964, 7.1.6 and 7.1.14).
 */
export function normalTail(z: number): number {
	if (z < 0) return 1 - normalTail(-z);
	const x = z / Math.SQRT2;
	const density = Math.exp(-x * x) / Math.sqrt(Math.PI);
	if (z < 2.5) {
		let [sum, term] = [0, x];
		for (let n = 1; n < TERMS && term > 1e-18; n++) {
			sum += term;
			term *= (2 * x * x) / (2 * n + 1);
		}
		return 0.5 - density * sum;
	}
	let fraction = x;
	for (let n = TERMS; n > 0; n--) fraction = x + n / 2 / fraction;
	return density / fraction / 2;
}
