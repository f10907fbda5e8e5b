// C[M, N] = A[M, K] * B + bias for a packed B (see packPanels.cpp), in blocks of rows and columns; and
// C[M, N] = A[K, M]^T * B[K, N], as a weight gradient needs it.
#include "gemm.h"

constexpr int rowsPerBlock = 48;

template <class V> static void matMul(Args* args) {
	Reader read(args);
	const float* a = read.floats();
	const int lda = read.integer();
	const float *packed = read.floats(), *bias = read.floats();
	float* c = read.floats();
	const int ldc = read.integer(), M = read.integer(), K = read.integer(), N = read.integer();
	const int widest = read.integer();
	// Columns are cut at multiples of the widest panel, so that each part starts where a panel does.
	const int columnsPerTask = 8 * widest * lanes<V>, columnTasks = ceilDiv(N, columnsPerTask);
	FOR_EACH_TASK(task, ceilDiv(M, rowsPerBlock) * columnTasks) {
		const int row = task / columnTasks * rowsPerBlock, n0 = task % columnTasks * columnsPerTask;
		product<V>(a + (i64)row * lda, lda, packed, bias, c + (i64)row * ldc, ldc, least(rowsPerBlock, M - row), K, N, n0,
		           least(n0 + columnsPerTask, N), widest);
	}
}

KERNEL(matMul) { matMul<Vec>(args); }

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
