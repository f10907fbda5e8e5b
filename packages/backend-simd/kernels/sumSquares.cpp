// Sum of squares with doubles, over chunks that are added up in order.
#include "kernel.h"

constexpr int squaresPerTask = 16384;

KERNEL(sumSquaresChunks) {
	Reader read(args);
	const float* x = read.floats();
	double* partials = read.doubles();
	const int length = read.integer();
	FOR_EACH_TASK(task, ceilDiv(length, squaresPerTask)) {
		const int start = task * squaresPerTask, end = least(length, start + squaresPerTask);
		double sums[4] = {};
		int at = start;
		for (; at + 4 <= end; at += 4)
			for (int lane = 0; lane < 4; lane++) sums[lane] += (double)x[at + lane] * x[at + lane];
		for (; at < end; at++) sums[0] += (double)x[at] * x[at];
		partials[task] = (sums[0] + sums[1]) + (sums[2] + sums[3]);
	}
}

KERNEL(addSquares) {
	Reader read(args);
	const double* partials = read.doubles();
	const int chunks = read.integer();
	float* out = read.floats();
	double sum = 0;
	FOR_EACH_TASK(chunk, chunks) sum += partials[chunk];
	*out = (float)sum;
}
