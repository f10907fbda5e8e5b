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
	FOR_EACH_TASK(outer, n0 * n1) {
		const float* plane = from + (outer / n1) * s0 + (outer % n1) * s1;
		for (int column = 0; column < N;) {
			const PanelOutput<V> panel(column, N, widest);
			float* to = packed + column * rows + outer * n2 * n3 * panel.width;
			for (int i2 = 0; i2 < n2; i2++)
				for (int i3 = 0; i3 < n3; i3++, to += panel.width) {
					const float* row = plane + i2 * s2 + i3 * s3 + column * strideN;
					for (int c = 0; c < panel.valid; c++) to[c] = row[c * strideN];
					for (int c = panel.valid; c < panel.width; c++) to[c] = 0.0f;
				}
			column += panel.width;
		}
	}
}

KERNEL(packPanels) { packPanels<Vec>(args); }
