// C[M, N] = A[M, K] * B + bias for a packed B (see packPanels.cpp), in blocks of rows and of K so that a panel's
// part stays in the first-level cache while the rows of a block pass over it.
#include "tile.h"

constexpr int rowsPerBlock = 48;
constexpr int innerPerBlock = 384;

struct MatMul {
	const float* a;
	int lda;
	const float *packed, *bias;
	float* c;
	int ldc, M, K, N, widest;
};

template <class V> static void multiplyRows(const MatMul& m, int row0, int row1, int n0, int n1) {
	for (int k0 = 0; k0 < m.K; k0 += innerPerBlock) {
		const int inner = least(innerPerBlock, m.K - k0);
		for (int n = n0; n < n1;) {
			const PanelOutput<V> panel(n, m.N, m.widest);
			const float* b = m.packed + (i64)n * m.K + k0 * panel.width;
			const float* bias = m.bias ? m.bias + n : zeros;
			for (int row = row0; row < row1; row += tileRows) {
				const Segment segment{m.a + (i64)row * m.lda + k0, 0};
				float* out = m.c + (i64)row * m.ldc + n;
				tileOrSpill(panel, least(tileRows, row1 - row), &segment, 1, 0, b, inner, m.lda, k0 ? out : bias,
				            k0 ? m.ldc : 0, out, m.ldc);
			}
			n += panel.width;
		}
	}
}

template <class V> static void matMul(Args* args) {
	Reader read(args);
	MatMul m;
	m.a = read.floats();
	m.lda = read.integer();
	m.packed = read.floats();
	m.bias = read.floats();
	m.c = read.floats();
	m.ldc = read.integer(), m.M = read.integer(), m.K = read.integer(), m.N = read.integer();
	m.widest = read.integer();
	// Columns are cut at multiples of the widest panel, so that each part starts where a panel does.
	const int columnsPerTask = 8 * m.widest * lanes<V>;
	const int columnTasks = ceilDiv(m.N, columnsPerTask);
	FOR_EACH_TASK(task, ceilDiv(m.M, rowsPerBlock) * columnTasks) {
		const int row0 = task / columnTasks * rowsPerBlock, n0 = task % columnTasks * columnsPerTask;
		multiplyRows<V>(m, row0, least(row0 + rowsPerBlock, m.M), n0, least(n0 + columnsPerTask, m.N));
	}
}

KERNEL(matMul) { matMul<Vec>(args); }
