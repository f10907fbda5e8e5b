// exp, log and the normal distribution for any vector type, good to about two units in the last place of a float.
#pragma once
#include "vec.h"

// e^x: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial for e^r, 2^n through the exponent bits (Cephes expf).
template <class V> INLINE V exponential(V x) {
	const V low = splat<V>(-87.3f), high = splat<V>(88.7f);
	const V clamped = smaller(larger(x, low), high);
	const V rounder = splat<V>(12582912.0f); // 1.5 * 2^23: adding it rounds to a whole number
	const V rounded = madd(clamped, splat<V>(1.44269504f), rounder);
	const V n = rounded - rounder;
	V r = madd(n, splat<V>(-0.693359375f), clamped);
	r = madd(n, splat<V>(2.12194440e-4f), r);
	V p = splat<V>(1.9875691500e-4f);
	p = madd(p, r, splat<V>(1.3981999507e-3f));
	p = madd(p, r, splat<V>(8.3334519073e-3f));
	p = madd(p, r, splat<V>(4.1665795894e-2f));
	p = madd(p, r, splat<V>(1.6666665459e-1f));
	p = madd(p, r, splat<V>(5.0000001201e-1f));
	p = madd(p, r * r, r) + splat<V>(1.0f);
	// 2^n as 2^(n / 2) * 2^(n - n / 2): n may be 128, beyond one exponent field.
	const IntOf<V> whole = bitsOf(rounded) - bitsOf(rounder), half = whole >> 1;
	const V result = p * floatOf((half + 127) << 23) * floatOf((whole - half + 127) << 23);
	return select(x == x, select(x < low, splat<V>(0.0f), select(x > high, splat<V>(__builtin_inff()), result)), x);
}

// ln x for x > 0 (Cephes logf), infinity and NaN as they are: mantissa in [sqrt(1/2), sqrt(2)), a polynomial, the exponent times ln 2.
template <class V> INLINE V logarithm(V x) {
	const IntOf<V> bits = bitsOf(x);
	const IntOf<V> shifted = bits - 0x3f3504f3; // bits of sqrt(1/2)
	const V exponent = fromInt(shifted >> 23);
	const V m = floatOf(bits - (shifted & (i32)0xff800000)) - splat<V>(1.0f);
	V p = splat<V>(7.0376836292e-2f);
	p = madd(p, m, splat<V>(-1.1514610310e-1f));
	p = madd(p, m, splat<V>(1.1676998740e-1f));
	p = madd(p, m, splat<V>(-1.2420140846e-1f));
	p = madd(p, m, splat<V>(1.4249322787e-1f));
	p = madd(p, m, splat<V>(-1.6668057665e-1f));
	p = madd(p, m, splat<V>(2.0000714765e-1f));
	p = madd(p, m, splat<V>(-2.4999993993e-1f));
	p = madd(p, m, splat<V>(3.3333331174e-1f));
	const V square = m * m;
	V y = p * m * square;
	y = madd(exponent, splat<V>(-2.12194440e-4f), y);
	y = madd(square, splat<V>(-0.5f), y);
	y = madd(exponent, splat<V>(0.693359375f), y + m);
	return select(x < splat<V>(__builtin_inff()), y, x);
}

// erf z for |z| <= 1 (Cephes erff).
template <class V> INLINE V errorFunctionNearZero(V z) {
	const V s = z * z;
	V p = splat<V>(7.853861353153693e-5f);
	p = madd(p, s, splat<V>(-8.010193625184903e-4f));
	p = madd(p, s, splat<V>(5.188327685732524e-3f));
	p = madd(p, s, splat<V>(-2.685381193529856e-2f));
	p = madd(p, s, splat<V>(1.128358514861418e-1f));
	p = madd(p, s, splat<V>(-3.761262582423300e-1f));
	p = madd(p, s, splat<V>(1.128379165726710f));
	return p * z;
}

// erfc z for z >= 1 by the Chebyshev fit of Press et al. (Numerical Recipes, erfcc): 1e-6 of itself up to z = 5, where
// 1 - erf z would have no digit left.
template <class V> INLINE V complementaryErrorFunction(V z) {
	const V t = splat<V>(1.0f) / madd(z, splat<V>(0.5f), splat<V>(1.0f));
	V p = splat<V>(0.17087277f);
	p = madd(p, t, splat<V>(-0.82215223f));
	p = madd(p, t, splat<V>(1.48851587f));
	p = madd(p, t, splat<V>(-1.13520398f));
	p = madd(p, t, splat<V>(0.27886807f));
	p = madd(p, t, splat<V>(-0.18628806f));
	p = madd(p, t, splat<V>(0.09678418f));
	p = madd(p, t, splat<V>(0.37409196f));
	p = madd(p, t, splat<V>(1.00002368f));
	p = madd(p, t, splat<V>(-1.26551223f) - z * z);
	return t * exponential(p);
}

// Distribution function of the standard normal, erfc(-x / sqrt 2) / 2.
template <class V> INLINE V normalCdf(V x) {
	const V half = splat<V>(0.5f), scaled = x * splat<V>(0.70710678f), z = larger(scaled, -scaled);
	const V tail = half * complementaryErrorFunction(z);
	const V far = select(x < splat<V>(0.0f), tail, splat<V>(1.0f) - tail);
	return select(z < splat<V>(1.0f), madd(errorFunctionNearZero(scaled), half, half), far);
}
