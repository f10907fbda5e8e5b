// C[M, N] = A[M, K] * B + bias for a strided B, in blocks of rows and columns that pack their part of B as they need it;
// and C[M, N] = A[K, M]^T * B[K, N], as a weight gradient needs it.
#include "gemm.h"

// Rows that one packed part of B is used for, a multiple of every tile; columns of a task, a multiple of every panel.
constexpr int rowsPerBlock = 240, columnsPerBlock = 64;

template <class V> static void matMul(Args* args, int thread) {
	Reader read(args);
	const float* a = read.floats();
	const int lda = read.integer();
	const float* b = read.floats();
	const int strideK = read.integer(), strideN = read.integer();
	const float* bias = read.floats();
	float* c = read.floats();
	const int ldc = read.integer(), M = read.integer(), K = read.integer(), N = read.integer();
	const int widest = read.integer();
	float* packed = read.floats() + (i64)thread * innerPerBlock * columnsPerBlock;
	const int columnTasks = ceilDiv(N, columnsPerBlock);
	FOR_EACH_TASK(task, ceilDiv(M, rowsPerBlock) * columnTasks) {
		const int row = task / columnTasks * rowsPerBlock, n0 = task % columnTasks * columnsPerBlock;
		const int rows = least(rowsPerBlock, M - row), columns = least(columnsPerBlock, N - n0);
		for (int k0 = 0; k0 < K; k0 += innerPerBlock) {
			const int inner = least(innerPerBlock, K - k0);
			packMatrix<V>(b + (i64)k0 * strideK + (i64)n0 * strideN, strideK, strideN, inner, columns, widest, packed);
			for (int n = 0; n < columns;) {
				const PanelOutput<V> panel(n, columns, widest);
				float* to = c + (i64)row * ldc + n0 + n;
				productOfPanel<V>(panel, a + (i64)row * lda + k0, lda, rows, packed + n * inner, inner,
				                  bias ? bias + n0 + n : zeros, k0 == 0, to, ldc);
				n += panel.width;
			}
		}
	}
}

KERNEL(matMul) { matMul<Vec>(args, thread); }

// Inner rows of one step: short enough for the first-level cache, long enough to pay for reading C back.
constexpr int innerRowsPerStep = 64;
constexpr int columnsOfA = 32;

// A task is one share (slot) of the inner rows and a block of A's columns; shares are added up by sumPartials.
template <class V> static void matMulTransposed(Args* args, int thread) {
	Reader read(args);
	const float *a = read.floats(), *b = read.floats();
	float *partials = read.floats(), *scratch = read.floats();
	const int M = read.integer(), K = read.integer(), N = read.integer(), widest = read.integer();
	const int slots = read.integer();
	const int blocks = ceilDiv(M, columnsOfA), steps = ceilDiv(K, innerRowsPerStep);
	float* tail = scratch + (i64)thread * innerRowsPerStep * 2 * lanes<V>;
	FOR_EACH_TASK(task, slots * blocks) {
		const int slot = task / blocks, m = task % blocks * columnsOfA, columns = least(columnsOfA, M - m);
		float* c = partials + ((i64)slot * M + m) * N;
		zeroFloats(c, columns * N);
		const int last = (int)((i64)steps * (slot + 1) / slots);
		for (int step = (int)((i64)steps * slot / slots); step < last; step++) {
			const int k = step * innerRowsPerStep, inner = least(innerRowsPerStep, K - k);
			addTransposedProduct<V>(a + (i64)k * M + m, M, b + (i64)k * N, N, inner, columns, N, c, N, widest, tail);
		}
	}
}

KERNEL(matMulTransposed) { matMulTransposed<Vec>(args, thread); }
