// Windows of a volume that is zero-padded at the end of each axis and moved cyclically: position p of an axis holds
// voxel (p + shift) mod padded. A task is one line of positions along the last axis, copied in runs that neither
// leave a window nor meet the padding or the turn of the shift.
#include "kernel.h"

struct Windows {
	int size[3], window[3], shift[3], counts[3], C;
	int padded(int axis) const { return counts[axis] * window[axis]; }
	int voxel(int axis, int position) const { return (position + shift[axis]) % padded(axis); }
};

// Calls copy(offset in the windows, offset in the volume or -1 in the padding, voxels) for the line (b, i, j).
template <class F> static void forRuns(const Windows& w, int b, int i, int j, const F& copy) {
	const int vi = w.voxel(0, i), vj = w.voxel(1, j), outside = vi >= w.size[0] || vj >= w.size[1];
	const i64 line = (((i64)b * w.size[0] + vi) * w.size[1] + vj) * w.size[2];
	const i64 windowLine = (((i64)b * w.counts[0] + i / w.window[0]) * w.counts[1] + j / w.window[1]) * w.counts[2];
	const int inner = (i % w.window[0] * w.window[1] + j % w.window[1]) * w.window[2];
	const i64 perWindow = (i64)w.window[0] * w.window[1] * w.window[2];
	for (int k = 0; k < w.padded(2);) {
		const int vk = w.voxel(2, k), inWindow = k % w.window[2];
		const int edge = vk < w.size[2] ? w.size[2] : w.padded(2);
		const int run = least(w.window[2] - inWindow, edge - vk);
		const i64 to = ((windowLine + k / w.window[2]) * perWindow + inner + inWindow) * w.C;
		copy(to, outside || vk >= w.size[2] ? -1 : (line + vk) * w.C, run * w.C);
		k += run;
	}
}

template <class F> static void forLines(Args* args, Reader read, const F& copy) {
	Windows w;
	const int batch = read.integer();
	for (int& extent : w.size) extent = read.integer();
	for (int& extent : w.window) extent = read.integer();
	for (int& step : w.shift) step = read.integer();
	w.C = read.integer();
	for (int axis = 0; axis < 3; axis++) w.counts[axis] = ceilDiv(w.size[axis], w.window[axis]);
	const int lines = w.padded(0) * w.padded(1);
	FOR_EACH_TASK(task, batch * lines) forRuns(w, task / lines, task % lines / w.padded(1), task % w.padded(1), copy);
}

KERNEL(windowPartition) {
	Reader read(args);
	const float* x = read.floats();
	float* windows = read.floats();
	forLines(args, read, [=](i64 at, i64 voxel, int length) {
		if (voxel < 0) zeroFloats(windows + at, length);
		else copyFloats(windows + at, x + voxel, length);
	});
}

KERNEL(windowReverse) {
	Reader read(args);
	const float* windows = read.floats();
	float* x = read.floats();
	forLines(args, read, [=](i64 at, i64 voxel, int length) {
		if (voxel >= 0) copyFloats(x + voxel, windows + at, length);
	});
}
