// The taps of a filter [kD, 3, 3, Ci, Co] (any strides) -> their 16 sums for winograd.h, each packed into panels as
// packPanels does: [16, panels, kD * Ci, width].
#include "winograd.h"

struct WinogradFilter {
	const float* taps;
	i64 sH, sW, sN; // floats between neighbours along H, W and the columns
};

template <class V> INLINE void sumTaps(const V* g, V* t) {
	const V half = splat<V>(0.5f), ends = (g[0] + g[2]) * half, middle = g[1] * half;
	t[0] = g[0];
	t[1] = ends + middle;
	t[2] = ends - middle;
	t[3] = g[2];
}

// The 16 sums of one vector of columns, `stride` floats apart.
template <class V> static NOINLINE void sumFilter(const WinogradFilter& f, int column, int valid, float* to, i64 stride) {
	V along[4][3];
	for (int h = 0; h < 3; h++) {
		V g[3], t[4];
		for (int w = 0; w < 3; w++) g[w] = loadColumns<V>(f.taps + h * f.sH + w * f.sW + column * f.sN, f.sN, valid);
		sumTaps(g, t);
		for (int j = 0; j < 4; j++) along[j][h] = t[j];
	}
	for (int j = 0; j < 4; j++) {
		V t[4];
		sumTaps(along[j], t);
		for (int i = 0; i < 4; i++) store(to + (4 * i + j) * stride, t[i]);
	}
}

template <class V> static void packWinograd(Args* args) {
	Reader read(args);
	const float* from = read.floats();
	float* packed = read.floats();
	const int kD = read.integer(), Ci = read.integer(), N = read.integer();
	const i64 sD = read.integer64(), sH = read.integer64(), sW = read.integer64(), sCi = read.integer64(), sN = read.integer64();
	const int widest = read.integer(), rows = kD * Ci;
	const i64 stride = (i64)rows * ceilDiv(N, lanes<V>) * lanes<V>;
	FOR_EACH_TASK(row, rows) {
		const WinogradFilter filter{from + row / Ci * sD + row % Ci * sCi, sH, sW, sN};
		for (int n0 = 0; n0 < N;) {
			const PanelOutput<V> panel(n0, N, widest);
			float* to = packed + (i64)n0 * rows + (i64)row * panel.width;
			for (int v = 0; v < panel.width; v += lanes<V>)
				sumFilter<V>(filter, n0 + v, least(lanes<V>, most(panel.valid - v, 0)), to + v, stride);
			n0 += panel.width;
		}
	}
}

KERNEL(packWinograd) { packWinograd<Vec>(args); }
