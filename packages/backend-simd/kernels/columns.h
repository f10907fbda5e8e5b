// Loops over the rows of [rows, C] that keep something for each column in registers: sums, or coefficients.
// `F` gives a State<V> for a column, `begin` makes it, `step` meets each row, `end` gives it back.
#pragma once
#include "kernel.h"

template <class V, int NV, class F> static NOINLINE void columnBlock(const F& f, int row0, int row1, int column) {
	typename F::template State<V> state[NV];
	for (int v = 0; v < NV; v++) state[v] = f.template begin<V>(column + v * lanes<V>);
	for (int row = row0; row < row1; row++)
		for (int v = 0; v < NV; v++) f.template step<V>(state[v], row, column + v * lanes<V>);
	for (int v = 0; v < NV; v++) f.template end<V>(state[v], column + v * lanes<V>);
}

// Columns from `column` on, by ever smaller vectors.
template <class V, class F> static void restOfColumns(const F& f, int row0, int row1, int column, int C) {
	for (; column + lanes<V> <= C; column += lanes<V>) columnBlock<V, 1>(f, row0, row1, column);
	if constexpr (lanes<V> > 1) restOfColumns<HalfOf<V>>(f, row0, row1, column, C);
}

template <class V, class F> static void forColumns(const F& f, int row0, int row1, int C) {
	int column = 0;
	for (; column + 4 * lanes<V> <= C; column += 4 * lanes<V>) columnBlock<V, 4>(f, row0, row1, column);
	restOfColumns<V>(f, row0, row1, column, C);
}

// Sum of one number a column over the chunks of `partials` [chunks, stride], in their order.
INLINE double sumChunks(const float* partials, int chunks, int stride) {
	double sum = 0;
	for (int chunk = 0; chunk < chunks; chunk++) sum += partials[(i64)chunk * stride];
	return sum;
}
