// Products on one thread, for kernels that own a part of a larger one.
#pragma once
#include "tile.h"

// Inner extents are cut so that a panel's part stays in the first-level cache while the rows pass over it.
constexpr int innerPerBlock = 192;

// Packs one panel: whole rows where they lie side by side, else one column after the other where those do.
template <class V>
static void packPanel(const float* from, int strideK, int strideN, int K, const PanelOutput<V>& panel, float* to) {
	const int width = panel.width;
	if (strideN == 1 && panel.whole()) {
		for (int k = 0; k < K; k++, from += strideK, to += width)
			for (int c = 0; c < width; c += lanes<V>) store(to + c, load<V>(from + c));
		return;
	}
	for (int c = 0; c < width; c++)
		for (int k = 0; k < K; k++)
			to[(i64)k * width + c] = c < panel.valid ? from[(i64)k * strideK + (i64)c * strideN] : 0.0f;
}

// Packs B[K, N], element (k, n) at from[k * strideK + n * strideN], into panels for `product`.
template <class V>
static NOINLINE void packMatrix(const float* from, int strideK, int strideN, int K, int N, int widest, float* packed) {
	for (int n = 0; n < N;) {
		const PanelOutput<V> panel(n, N, widest);
		packPanel<V>(from + (i64)n * strideN, strideK, strideN, K, panel, packed + (i64)n * K);
		n += panel.width;
	}
}

// C += one tile, summed by itself first: long sums in short runs keep the rounding error small.
template <class V>
static void addTile(const PanelOutput<V>& panel, int rows, const Segment& segment, const float* b, int K, int lda,
                    float* out, int ldo) {
	alignas(64) float tile[tileRows * maxTileVectors * lanes<V>];
	runTileNN<V>(rows, panel.vectors, &segment, 1, 0, b, K, lda, zeros, 0, tile, panel.width);
	for (int r = 0; r < rows; r++, out += ldo) {
		const float* row = tile + r * panel.width;
		if (panel.whole())
			for (int c = 0; c < panel.width; c += lanes<V>) store(out + c, load<V>(out + c) + load<V>(row + c));
		else
			for (int c = 0; c < panel.valid; c++) out[c] += row[c];
	}
}

// One block of inner extents of A * B for the columns of one panel: the first block starts from `init`, the others add.
template <class V>
static void productOfPanel(const PanelOutput<V>& panel, const float* a, int lda, int rows, const float* b, int inner,
                           const float* init, bool first, float* c, int ldc) {
	for (int row = 0; row < rows; row += tileRows) {
		const Segment segment{a + (i64)row * lda, 0};
		float* out = c + (i64)row * ldc;
		const int tall = least(tileRows, rows - row);
		if (first) tileOrSpill(panel, tall, &segment, 1, 0, b, inner, lda, init, 0, out, ldc);
		else addTile(panel, tall, segment, b, inner, lda, out, ldc);
	}
}

// C[rows, n0 … n1] = A * B + bias for packed B[K, N]; n0 is where a panel starts.
template <class V>
static void product(const float* a, int lda, const float* packed, const float* bias, float* c, int ldc, int rows, int K,
                    int N, int n0, int n1, int widest) {
	for (int k0 = 0; k0 < K; k0 += innerPerBlock) {
		const int inner = least(innerPerBlock, K - k0);
		for (int n = n0; n < n1;) {
			const PanelOutput<V> panel(n, N, widest);
			const float* b = packed + (i64)n * K + k0 * panel.width;
			productOfPanel<V>(panel, a + k0, lda, rows, b, inner, bias ? bias + n : zeros, k0 == 0, c + n, ldc);
			n += panel.width;
		}
	}
}

// C[M, N] += A[K, M]^T * B[K, N], neither packed. `tail` holds K * (two vectors) floats for the last columns.
template <class V>
static void addTransposedProduct(const float* a, int lda, const float* b, int ldb, int K, int M, int N, float* c, int ldc,
                                 int widest, float* tail) {
	for (int n = 0; n < N;) {
		const PanelOutput<V> panel(n, N, widest);
		if (panel.whole()) {
			const Pair pair{a, b + n};
			for (int m = 0; m < M; m += tileRows)
				runTileTN<V>(least(tileRows, M - m), panel.vectors, &pair, 1, m, 0, K, lda, ldb, c + (i64)m * ldc + n, ldc);
		} else {
			packMatrix<V>(b + n, ldb, 1, K, panel.valid, widest, tail);
			const Pair pair{a, tail};
			for (int m = 0; m < M; m += tileRows) {
				const int rows = least(tileRows, M - m);
				float spill[tileRows * maxTileVectors * lanes<V>] = {};
				runTileTN<V>(rows, panel.vectors, &pair, 1, m, 0, K, lda, panel.width, spill, panel.width);
				for (int r = 0; r < rows; r++)
					for (int col = 0; col < panel.valid; col++) c[(i64)(m + r) * ldc + n + col] += spill[r * panel.width + col];
			}
		}
		n += panel.width;
	}
}
