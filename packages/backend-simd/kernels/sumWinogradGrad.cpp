// The gradients of a filter's taps from those of their 16 sums, see winograd.h:
// partials [slots, 16, kD, Ci, Co up to whole vectors] -> [kD, 3, 3, Ci, Co], and for each (kd, ci) whether all are finite.
#include "winograd.h"

// The gradients of three taps along one axis from those of four sums.
template <class V> INLINE void sumTapGradients(const V* m, V* g) {
	const V half = splat<V>(0.5f), ends = (m[1] + m[2]) * half;
	g[0] = m[0] + ends;
	g[1] = (m[1] - m[2]) * half;
	g[2] = ends + m[3];
}

// The gradients of nine taps for one vector of columns.
template <class V> static NOINLINE void sumNineTaps(const float* partials, i64 stride, int slots, V (*taps)[3]) {
	V along[3][4];
	for (int j = 0; j < 4; j++) {
		V m[4], g[3];
		for (int i = 0; i < 4; i++) {
			const float* at = partials + (4 * i + j) * stride;
			m[i] = load<V>(at);
			for (int slot = 1; slot < slots; slot++) m[i] += load<V>(at + slot * winogradSums * stride);
		}
		sumTapGradients(m, g);
		for (int h = 0; h < 3; h++) along[h][j] = g[h];
	}
	for (int h = 0; h < 3; h++) sumTapGradients(along[h], taps[h]);
}

template <class V> static void sumWinogradGrad(Args* args) {
	Reader read(args);
	const float* partials = read.floats();
	float *out = read.floats(), *finite = read.floats();
	const int slots = read.integer(), kD = read.integer(), Ci = read.integer(), Co = read.integer();
	const int width = ceilDiv(Co, lanes<V>) * lanes<V>, rows = kD * Ci;
	FOR_EACH_TASK(row, rows) {
		V zero = V{};
		for (int n = 0; n < Co; n += lanes<V>) {
			V taps[3][3];
			sumNineTaps(partials + (i64)row * width + n, (i64)rows * width, slots, taps);
			for (int tap = 0; tap < 9; tap++) {
				const V value = taps[tap / 3][tap % 3];
				storeColumns(out + ((i64)(row / Ci * 9 + tap) * Ci + row % Ci) * Co + n, value, least(lanes<V>, Co - n));
				zero += value - value;
			}
		}
		finite[row] = sumLanes(zero) == 0.0f;
	}
}

KERNEL(sumWinogradGrad) { sumWinogradGrad<Vec>(args); }
