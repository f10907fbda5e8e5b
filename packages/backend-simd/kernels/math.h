// exp, log and erf for any vector type, good to about two units in the last place of a float.
#pragma once
#include "vec.h"

// e^x: x = n ln 2 + r with |r| <= ln 2 / 2, a polynomial for e^r, 2^n through the exponent bits (Cephes expf).
template <class V> INLINE V exponential(V x) {
	const V low = splat<V>(-87.3f), high = splat<V>(88.7f);
	const V clamped = smaller(larger(x, low), high);
	const V rounder = splat<V>(12582912.0f); // 1.5 * 2^23: adding it rounds to a whole number
	const V n = madd(clamped, splat<V>(1.44269504f), rounder) - rounder;
	V r = madd(n, splat<V>(-0.693359375f), clamped);
	r = madd(n, splat<V>(2.12194440e-4f), r);
	V p = splat<V>(1.9875691500e-4f);
	p = madd(p, r, splat<V>(1.3981999507e-3f));
	p = madd(p, r, splat<V>(8.3334519073e-3f));
	p = madd(p, r, splat<V>(4.1665795894e-2f));
	p = madd(p, r, splat<V>(1.6666665459e-1f));
	p = madd(p, r, splat<V>(5.0000001201e-1f));
	p = madd(p, r * r, r) + splat<V>(1.0f);
	// n may be 128, beyond one exponent field: 2^n as 2^(n - 1) * 2.
	const IntOf<V> exponent = (bitsOf(n - splat<V>(1.0f) + rounder) << 23) + (127 << 23);
	const V result = p * floatOf(exponent) * splat<V>(2.0f);
	return select(x == x, select(x < low, splat<V>(0.0f), select(x > high, splat<V>(__builtin_inff()), result)), x);
}

// ln x for x > 0 (Cephes logf): mantissa in [sqrt(1/2), sqrt(2)), a polynomial, the exponent times ln 2.
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
	return madd(exponent, splat<V>(0.693359375f), y + m);
}

// erf x as an odd rational function on [-4, 4], +-1 in float beyond (coefficients of Eigen's float erf).
template <class V> INLINE V errorFunction(V x) {
	const V c = smaller(larger(x, splat<V>(-4.0f)), splat<V>(4.0f));
	const V s = c * c;
	V p = splat<V>(-2.72614225801306e-10f);
	p = madd(p, s, splat<V>(2.77068142495902e-08f));
	p = madd(p, s, splat<V>(-2.10102402082508e-06f));
	p = madd(p, s, splat<V>(-5.69250639462346e-05f));
	p = madd(p, s, splat<V>(-7.34990630326855e-04f));
	p = madd(p, s, splat<V>(-2.95459980854025e-03f));
	p = madd(p, s, splat<V>(-1.60960333262415e-02f));
	V q = splat<V>(-1.45660718464996e-05f);
	q = madd(q, s, splat<V>(-2.13374055278905e-04f));
	q = madd(q, s, splat<V>(-1.68282697438203e-03f));
	q = madd(q, s, splat<V>(-7.37332916720468e-03f));
	q = madd(q, s, splat<V>(-1.42647390514189e-02f));
	return select(x == x, c * p / q, x);
}
