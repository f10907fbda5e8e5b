// The two register tiles that every product is made of, R rows by NV vectors of columns.
// tileNN: C = init + sum over segments of A[R, K] * B[K, NV vectors]; A's rows may overlap (a convolution's
//         window at neighbouring voxels), B is a packed panel.
// tileTN: C += sum over segments of A[K, R]^T * B[K, NV vectors].
// Each is a function of its own (never inlined): WebAssembly engines replace code between calls only.
// V8 on x64 merges pairs of 128-bit vectors into 256-bit ones when told to; then 4x4 is its best tile (and
// keeps 8 accumulators in registers), otherwise 4x2. Native code fills the registers: 24 accumulators of 32 (AVX-512),
// 12 of 16 (AVX2), 16 of 32 (NEON). All accumulate in the same order; they differ in what a target's madd rounds.
#pragma once
#include "kernel.h"

#if defined(__AVX512F__)
constexpr int tileRows = 12, maxTileVectors = 2;
#elif defined(__AVX2__)
constexpr int tileRows = 6, maxTileVectors = 2;
#elif defined(__wasm__)
constexpr int tileRows = 4, maxTileVectors = 4;
#else
constexpr int tileRows = 8, maxTileVectors = 2;
#endif

alignas(64) static const float zeros[64] = {};

// A run of K products: `a` is where the first row of A starts, `row` the first row of the panel.
struct Segment {
	const float* a;
	int row;
};

// Element r * step of R of them, from one pointer for each three rows: so many addresses need few registers.
template <int R> struct Column {
	const float* at[(R + 2) / 3];
	Column(const float* first, i64 step) {
		for (int r = 0; r < R; r += 3) at[r / 3] = first + r * step;
	}
	INLINE_MEMBER float operator()(int r, i64 step) const { return at[r / 3][r % 3 * step]; }
	INLINE_MEMBER void advance(i64 by) {
		for (const float*& pointer : at) pointer += by;
	}
};

template <class V, int R, int NV>
NOINLINE void tileNN(const Segment* segments, int count, int aOffset, const float* panel, int K, int lda,
                     const float* init, int ldi, float* out, int ldo) {
	constexpr int L = lanes<V>;
	V acc[R][NV];
	UNROLLED for (int r = 0; r < R; r++)
		UNROLLED for (int v = 0; v < NV; v++) acc[r][v] = load<V>(init + r * ldi + v * L);
	for (int s = 0; s < count; s++) {
		Column<R> a(segments[s].a + aOffset, lda);
		const float* b = panel + segments[s].row * (NV * L);
		const float* end = b + K * (NV * L);
		NOT_UNROLLED
		do {
			V column[NV];
			UNROLLED for (int v = 0; v < NV; v++) column[v] = load<V>(b + v * L);
			UNROLLED for (int r = 0; r < R; r++) {
				const V x = splat<V>(a(r, lda));
				UNROLLED for (int v = 0; v < NV; v++) acc[r][v] = madd(x, column[v], acc[r][v]);
			}
			a.advance(1);
			b += NV * L;
		} while (b != end);
	}
	UNROLLED for (int r = 0; r < R; r++)
		UNROLLED for (int v = 0; v < NV; v++) store(out + r * ldo + v * L, acc[r][v]);
}

// Rows of the tallest tileWindow: 24 sums leave room for three taps and the number that is spread among the 32 registers
// of AVX-512; 0 where a target's tiles need no windows.
#if defined(__AVX512F__)
constexpr int windowRows = 24;
#else
constexpr int windowRows = 0;
#endif

// What a window of three voxels slides over: `segments` as in tileNN, each of Ci channels a voxel, from the voxel before
// the first row to the one behind the last; these two are zeros where `before` or `behind` says that the row ends there.
struct WindowRun {
	const Segment* segments;
	int count, aOffset;
	const float* panel;
	int Ci;
	bool before, behind;
};

// One vector of columns at R voxels along W, kernels of three: each number of the volume is spread over a vector once
// and meets all three taps. tileNN spreads it for each of them, and a processor that loads as many vectors a cycle as it
// multiplies then waits for the loads.
template <class V, int R>
NOINLINE void tileWindow(const WindowRun& run, const float* init, int ldi, float* out, int ldo) {
	constexpr int L = lanes<V>;
	const i64 Ci = run.Ci, tap = Ci * L;
	V acc[R];
	UNROLLED for (int r = 0; r < R; r++) acc[r] = load<V>(init + r * ldi);
	for (int s = 0; s < run.count; s++) {
		const float* row = run.segments[s].a + run.aOffset;
		const float* first = run.before ? row : zeros;
		const float* last = run.behind ? row + (R + 1) * Ci : zeros;
		const float* b = run.panel + run.segments[s].row * L;
		Column<R> a(row + Ci, Ci);
		for (int c = 0; c < Ci; c++, b += L) {
			const V w0 = load<V>(b), w1 = load<V>(b + tap), w2 = load<V>(b + 2 * tap);
			acc[0] = madd(splat<V>(first[run.before ? c : 0]), w0, acc[0]);
			UNROLLED for (int q = 0; q < R; q++) {
				const V x = splat<V>(a(q, Ci));
				if (q + 1 < R) acc[q + 1] = madd(x, w0, acc[q + 1]);
				acc[q] = madd(x, w1, acc[q]);
				if (q > 0) acc[q - 1] = madd(x, w2, acc[q - 1]);
			}
			acc[R - 1] = madd(splat<V>(last[run.behind ? c : 0]), w2, acc[R - 1]);
			a.advance(1);
		}
	}
	UNROLLED for (int r = 0; r < R; r++) store(out + r * ldo, acc[r]);
}

// The next lower height of a window that is compiled: 24, 16, 12, 8, 4, 2, 1.
constexpr int lowerWindow(int rows) { return rows > 16 ? 16 : rows > 8 ? rows - 4 : rows / 2; }

// Rows of the tallest window of at most `rows`.
INLINE int tallestWindow(int rows) {
	int tallest = windowRows;
	while (tallest > rows) tallest = lowerWindow(tallest);
	return tallest;
}

template <class V, int R = windowRows, class... Rest> INLINE void runTileWindow(int rows, const Rest&... rest) {
	if constexpr (R > 1)
		if (rows < R) return runTileWindow<V, lowerWindow(R)>(rows, rest...);
	tileWindow<V, R>(rest...);
}

// Two pointers of one run of K products of tileTN.
struct Pair {
	const float* a;
	const float* b;
};

template <class V, int R, int NV>
NOINLINE void tileTN(const Pair* pairs, int count, int aOffset, int bOffset, int K, int lda, int ldb, float* out,
                     int ldo) {
	constexpr int L = lanes<V>;
	V acc[R][NV];
	UNROLLED for (int r = 0; r < R; r++)
		UNROLLED for (int v = 0; v < NV; v++) acc[r][v] = load<V>(out + r * ldo + v * L);
	for (int s = 0; s < count; s++) {
		const float* a = pairs[s].a + aOffset;
		const float* b = pairs[s].b + bOffset;
		const float* end = b + K * ldb;
		NOT_UNROLLED
		do {
			V column[NV];
			UNROLLED for (int v = 0; v < NV; v++) column[v] = load<V>(b + v * L);
			UNROLLED for (int r = 0; r < R; r++) {
				const V x = splat<V>(a[r]);
				UNROLLED for (int v = 0; v < NV; v++) acc[r][v] = madd(x, column[v], acc[r][v]);
			}
			a += lda;
			b += ldb;
		} while (b != end);
	}
	UNROLLED for (int r = 0; r < R; r++)
		UNROLLED for (int v = 0; v < NV; v++) store(out + r * ldo + v * L, acc[r][v]);
}

// Channels of tileWindowT: three taps of each are sums.
constexpr int windowChannels = windowRows / 3;

// The gradient of a kernel of three taps along W, one vector of columns: C[3, R, vector] += x[W, R]^T * dy[oW, vector] at
// three places. Each number of x is spread over a vector once and meets the gradients of the voxels that it reached:
// tap t of voxel w looked at w + t - pad, pad 0 or 1. `a` of a pair is x, `b` is dy; lda and ldb are their steps along W.
template <class V, int R>
NOINLINE void tileWindowT(const Pair* pairs, int count, int aOffset, int W, int oW, int pad, i64 lda, i64 ldb, float* out,
                          i64 ldo, i64 tapStep) {
	V acc[3][R];
	UNROLLED for (int t = 0; t < 3; t++)
		UNROLLED for (int r = 0; r < R; r++) acc[t][r] = load<V>(out + t * tapStep + r * ldo);
	// Voxels that all taps looked at; the others are at the ends of the row.
	const int from = least(W, 2 - pad), to = most(from, least(W, oW - pad));
	for (int s = 0; s < count; s++) {
		const float *x = pairs[s].a + aOffset, *dy = pairs[s].b;
		const auto addEnd = [&](int w) {
			UNROLLED for (int t = 0; t < 3; t++) {
				const int at = w + pad - t;
				if (at < 0 || at >= oW) continue;
				const V gradient = load<V>(dy + at * ldb);
				UNROLLED for (int r = 0; r < R; r++) acc[t][r] = madd(splat<V>(x[w * lda + r]), gradient, acc[t][r]);
			}
		};
		for (int w = 0; w < from; w++) addEnd(w);
		V before = V{}, now = V{};
		if (from < to) before = load<V>(dy), now = load<V>(dy + ldb);
		for (int w = from; w < to; w++) {
			const V older = before;
			before = now;
			now = load<V>(dy + (w + pad) * ldb);
			UNROLLED for (int r = 0; r < R; r++) {
				const V value = splat<V>(x[w * lda + r]);
				acc[0][r] = madd(value, now, acc[0][r]);
				acc[1][r] = madd(value, before, acc[1][r]);
				acc[2][r] = madd(value, older, acc[2][r]);
			}
		}
		for (int w = to; w < W; w++) addEnd(w);
	}
	UNROLLED for (int t = 0; t < 3; t++)
		UNROLLED for (int r = 0; r < R; r++) store(out + t * tapStep + r * ldo, acc[t][r]);
}

template <class V, int R = windowChannels, class... Rest> INLINE void runTileWindowT(int channels, const Rest&... rest) {
	if constexpr (R > 1)
		if (channels < R) return runTileWindowT<V, R / 2>(channels, rest...);
	tileWindowT<V, R>(rest...);
}

// The tile of `rows` rows and `vectors` vectors, found by counting down from the largest.
template <class V, int NV, int R = tileRows, class... Rest>
INLINE void tileNNOfRows(int rows, const Rest&... rest) {
	if constexpr (R > 1)
		if (rows < R) return tileNNOfRows<V, NV, R - 1>(rows, rest...);
	tileNN<V, R, NV>(rest...);
}
template <class V, int NV, int R = tileRows, class... Rest>
INLINE void tileTNOfRows(int rows, const Rest&... rest) {
	if constexpr (R > 1)
		if (rows < R) return tileTNOfRows<V, NV, R - 1>(rows, rest...);
	tileTN<V, R, NV>(rest...);
}

template <class V>
INLINE void runTileNN(int rows, int vectors, const Segment* segments, int count, int aOffset, const float* panel,
                      int K, int lda, const float* init, int ldi, float* out, int ldo) {
	if constexpr (maxTileVectors == 4)
		if (vectors == 4) return tileNNOfRows<V, 4>(rows, segments, count, aOffset, panel, K, lda, init, ldi, out, ldo);
	if (vectors == 2) return tileNNOfRows<V, 2>(rows, segments, count, aOffset, panel, K, lda, init, ldi, out, ldo);
	tileNNOfRows<V, 1>(rows, segments, count, aOffset, panel, K, lda, init, ldi, out, ldo);
}

template <class V>
INLINE void runTileTN(int rows, int vectors, const Pair* pairs, int count, int aOffset, int bOffset, int K, int lda,
                      int ldb, float* out, int ldo) {
	if constexpr (maxTileVectors == 4)
		if (vectors == 4) return tileTNOfRows<V, 4>(rows, pairs, count, aOffset, bOffset, K, lda, ldb, out, ldo);
	if (vectors == 2) return tileTNOfRows<V, 2>(rows, pairs, count, aOffset, bOffset, K, lda, ldb, out, ldo);
	tileTNOfRows<V, 1>(rows, pairs, count, aOffset, bOffset, K, lda, ldb, out, ldo);
}

// The vectors of the panel that starts with `left` columns to go: the widest that is filled, at least one.
template <class V> INLINE int panelVectors(int left, int widest) {
	const int vectors = ceilDiv(left, lanes<V>);
	if (widest >= 4 && left >= 4 * lanes<V>) return 4;
	return vectors >= 2 ? 2 : 1;
}

// Columns n0 … n0 + width of C, the last panel of which may be wider than C: then the tile goes through `spill`.
template <class V> struct PanelOutput {
	int vectors, width, valid;
	PanelOutput(int n0, int N, int widest)
	    : vectors(panelVectors<V>(N - n0, widest)), width(vectors * lanes<V>), valid(least(width, N - n0)) {}
	bool whole() const { return valid == width; }
};

// One tile with `rows` rows. `init` is a row of `valid` numbers repeated (ldi 0), or C itself (ldi = ldo).
template <class V>
INLINE void tileOrSpill(const PanelOutput<V>& panel, int rows, const Segment* segments, int count, int aOffset,
                        const float* b, int K, int lda, const float* init, int ldi, float* out, int ldo) {
	if (panel.whole()) {
		runTileNN<V>(rows, panel.vectors, segments, count, aOffset, b, K, lda, init, ldi, out, ldo);
		return;
	}
	float spill[tileRows * maxTileVectors * lanes<V>];
	for (int r = 0; r < rows; r++)
		for (int c = 0; c < panel.width; c++) spill[r * panel.width + c] = c < panel.valid ? init[r * ldi + c] : 0.0f;
	runTileNN<V>(rows, panel.vectors, segments, count, aOffset, b, K, lda, spill, panel.width, spill, panel.width);
	for (int r = 0; r < rows; r++)
		for (int c = 0; c < panel.valid; c++) out[r * ldo + c] = spill[r * panel.width + c];
}
