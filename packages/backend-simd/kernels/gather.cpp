// Rows by index: out[o, m] = x[o, index[m]] for rows of `inner` floats, and the sum that undoes it.
#include "kernel.h"

KERNEL(gatherRows) {
	Reader read(args);
	const float* x = read.floats();
	const i32* indices = read.ints();
	float* out = read.floats();
	const int outer = read.integer(), extent = read.integer(), count = read.integer(), inner = read.integer();
	constexpr int perTask = 256;
	const int tasks = ceilDiv(count, perTask);
	FOR_EACH_TASK(task, outer * tasks) {
		const int o = task / tasks, first = task % tasks * perTask;
		for (int m = first; m < least(count, first + perTask); m++)
			copyFloats(out + ((i64)o * count + m) * inner, x + ((i64)o * extent + indices[m]) * inner, inner);
	}
}

// out[segments[m]] += x[m]: rows in their order, columns in tasks.
KERNEL(addSegments) {
	Reader read(args);
	const float* x = read.floats();
	const i32* segments = read.ints();
	float* out = read.floats();
	const int count = read.integer(), numSegments = read.integer(), inner = read.integer();
	constexpr int columnsPerTask = 16;
	FOR_EACH_TASK(task, ceilDiv(inner, columnsPerTask)) {
		const int first = task * columnsPerTask, last = least(inner, first + columnsPerTask);
		for (int n = 0; n < numSegments; n++) zeroFloats(out + (i64)n * inner + first, last - first);
		for (int m = 0; m < count; m++) {
			if (segments[m] < 0 || segments[m] >= numSegments) continue;
			const float* from = x + (i64)m * inner;
			float* to = out + (i64)segments[m] * inner;
			for (int c = first; c < last; c++) to[c] += from[c];
		}
	}
}
