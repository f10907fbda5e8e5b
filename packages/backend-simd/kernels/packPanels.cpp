// A strided matrix [rows, N] (rows counted over four nested axes) -> panels of 4, 2 or 1 vectors of columns,
// each [rows, width] and filled up with zeros: the layout that tileNN streams through.
#include "tile.h"

template <class V> static void packPanels(Args* args) {
	Reader read(args);
	const float* from = read.floats();
	float* packed = read.floats();
	const int n0 = read.integer(), n1 = read.integer(), n2 = read.integer(), n3 = read.integer();
	const int s0 = read.integer(), s1 = read.integer(), s2 = read.integer(), s3 = read.integer();
	const int N = read.integer(), strideN = read.integer(), widest = read.integer();
	const int rows = n0 * n1 * n2 * n3;
	constexpr int rowsPerTask = 64;
	FOR_EACH_TASK(task, ceilDiv(rows, rowsPerTask)) {
		const int first = task * rowsPerTask, last = least(rows, first + rowsPerTask);
		for (int column = 0; column < N;) {
			const PanelOutput<V> panel(column, N, widest);
			float* to = packed + (i64)column * rows + (i64)first * panel.width;
			for (int row = first; row < last; row++, to += panel.width) {
				const int i3 = row % n3, i2 = row / n3 % n2, i1 = row / (n3 * n2) % n1, i0 = row / (n3 * n2 * n1);
				const float* at = from + i0 * s0 + i1 * s1 + i2 * s2 + i3 * s3 + column * strideN;
				for (int c = 0; c < panel.valid; c++) to[c] = at[c * strideN];
				for (int c = panel.valid; c < panel.width; c++) to[c] = 0.0f;
			}
			column += panel.width;
		}
	}
}

KERNEL(packPanels) { packPanels<Vec>(args); }
