// The two register tiles that every product is made of, R rows by NV vectors of columns.
// tileNN: C = init + sum over segments of A[R, K] * B[K, NV vectors]; A's rows may overlap (a convolution's
//         window at neighbouring voxels), B is a packed panel.
// tileTN: C += sum over segments of A[K, R]^T * B[K, NV vectors].
// Each is a function of its own (never inlined): WebAssembly engines replace code between calls only.
// V8 on x64 merges pairs of 128-bit vectors into 256-bit ones when told to; then 4x4 is its best tile (and
// keeps 8 accumulators in registers), otherwise 4x2. Both accumulate in the same order: results are equal.
#pragma once
#include "kernel.h"

constexpr int tileRows = 4;
constexpr int maxTileVectors = 4;

// A run of K products: `a` is where the first row of A starts, `row` the first row of the panel.
struct Segment {
	const float* a;
	int row;
};

template <class V, int R, int NV>
NOINLINE void tileNN(const Segment* segments, int count, int aOffset, const float* panel, int K, int lda,
                     const float* init, int ldi, float* out, int ldo) {
	constexpr int L = lanes<V>;
	V acc[R][NV];
	for (int r = 0; r < R; r++)
		for (int v = 0; v < NV; v++) acc[r][v] = load<V>(init + r * ldi + v * L);
	for (int s = 0; s < count; s++) {
		const float* a = segments[s].a + aOffset;
		const float* b = panel + segments[s].row * (NV * L);
		const float* end = b + K * (NV * L);
#pragma clang loop unroll(disable)
		do {
			V column[NV];
			for (int v = 0; v < NV; v++) column[v] = load<V>(b + v * L);
			for (int r = 0; r < R; r++) {
				const V x = splat<V>(a[r * lda]);
				for (int v = 0; v < NV; v++) acc[r][v] = madd(x, column[v], acc[r][v]);
			}
			a++;
			b += NV * L;
		} while (b != end);
	}
	for (int r = 0; r < R; r++)
		for (int v = 0; v < NV; v++) store(out + r * ldo + v * L, acc[r][v]);
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
	for (int r = 0; r < R; r++)
		for (int v = 0; v < NV; v++) acc[r][v] = load<V>(out + r * ldo + v * L);
	for (int s = 0; s < count; s++) {
		const float* a = pairs[s].a + aOffset;
		const float* b = pairs[s].b + bOffset;
		const float* end = b + K * ldb;
#pragma clang loop unroll(disable)
		do {
			V column[NV];
			for (int v = 0; v < NV; v++) column[v] = load<V>(b + v * L);
			for (int r = 0; r < R; r++) {
				const V x = splat<V>(a[r]);
				for (int v = 0; v < NV; v++) acc[r][v] = madd(x, column[v], acc[r][v]);
			}
			a += lda;
			b += ldb;
		} while (b != end);
	}
	for (int r = 0; r < R; r++)
		for (int v = 0; v < NV; v++) store(out + r * ldo + v * L, acc[r][v]);
}

#define UNETR_TILE_ROWS(call, NV) \
	switch (rows) {                 \
		case 1: call(1, NV); break;   \
		case 2: call(2, NV); break;   \
		case 3: call(3, NV); break;   \
		default: call(4, NV); break;  \
	}
#define UNETR_TILE_DISPATCH(call)               \
	switch (vectors) {                            \
		case 1: UNETR_TILE_ROWS(call, 1) break;     \
		case 2: UNETR_TILE_ROWS(call, 2) break;     \
		default: UNETR_TILE_ROWS(call, 4) break;    \
	}

template <class V>
INLINE void runTileNN(int rows, int vectors, const Segment* segments, int count, int aOffset, const float* panel,
                      int K, int lda, const float* init, int ldi, float* out, int ldo) {
#define CALL(R, NV) tileNN<V, R, NV>(segments, count, aOffset, panel, K, lda, init, ldi, out, ldo)
	UNETR_TILE_DISPATCH(CALL)
#undef CALL
}

template <class V>
INLINE void runTileTN(int rows, int vectors, const Pair* pairs, int count, int aOffset, int bOffset, int K, int lda,
                      int ldb, float* out, int ldo) {
#define CALL(R, NV) tileTN<V, R, NV>(pairs, count, aOffset, bOffset, K, lda, ldb, out, ldo)
	UNETR_TILE_DISPATCH(CALL)
#undef CALL
}

// The vectors of the panel that starts with `left` columns to go: the widest that is filled, at least one.
template <class V> INLINE int panelVectors(int left, int widest) {
	const int vectors = ceilDiv(left, lanes<V>);
	if (widest >= 4 && left >= 4 * lanes<V>) return 4;
	return vectors >= 2 ? 2 : 1;
}

alignas(64) static const float zeros[64] = {};

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
