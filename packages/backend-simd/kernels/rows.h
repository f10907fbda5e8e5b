// Loops over one row of [rows, C]; `f` is called with the first column of a vector.
#pragma once
#include "kernel.h"

constexpr int rowsPerTask = 16;

template <class V, class F> INLINE float sumRow(int C, const F& f, int c = 0) {
	V sum = splat<V>(0.0f);
	for (; c + lanes<V> <= C; c += lanes<V>) sum += f.template operator()<V>(c);
	float total = sumLanes(sum);
	if constexpr (lanes<V> > 4) return total + sumRow<HalfOf<V>>(C, f, c);
	for (; c < C; c++) total += f.template operator()<float>(c);
	return total;
}

template <class V, class F> INLINE void mapRow(int C, float* out, const F& f, int c = 0) {
	for (; c + lanes<V> <= C; c += lanes<V>) store(out + c, f.template operator()<V>(c));
	if constexpr (lanes<V> > 1) mapRow<HalfOf<V>>(C, out, f, c);
}

// Sum of f over a row of any length: float sums of short pieces, added up as doubles.
template <class F> INLINE float sumLongRow(int C, const F& f) {
	constexpr int piece = 512;
	double sum = 0;
	for (int first = 0; first < C; first += piece)
		sum += sumRow<Vec>(least(piece, C - first), [=]<class V>(int c) { return f(first + c, V()); });
	return (float)sum;
}
