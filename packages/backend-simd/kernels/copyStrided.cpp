// Copies a block of up to six axes between two strided layouts: slices, concatenations, transpositions and the
// moves between space and channels are all this. Strides are in floats; axis 5 is the innermost.
#include "kernel.h"

struct StridedCopy {
	const float* from;
	float* to;
	int n[6], s[6], t[6];
};

static NOINLINE void copyRun(const float* from, float* to, int length) {
	int at = 0;
	for (; at + 4 * lanes<Vec> <= length; at += 4 * lanes<Vec>)
		for (int v = 0; v < 4; v++) store(to + at + v * lanes<Vec>, load<Vec>(from + at + v * lanes<Vec>));
	for (; at + lanes<Vec> <= length; at += lanes<Vec>) store(to + at, load<Vec>(from + at));
	for (; at < length; at++) to[at] = from[at];
}

// Axes 4 and 5. Where neither side runs along axis 5 alone, small blocks keep both sides in the cache.
static NOINLINE void copyPlane(const StridedCopy& c, const float* from, float* to) {
	if (c.s[5] == 1 && c.t[5] == 1) {
		for (int i = 0; i < c.n[4]; i++) copyRun(from + i * c.s[4], to + i * c.t[4], c.n[5]);
		return;
	}
	constexpr int block = 16;
	for (int j0 = 0; j0 < c.n[5]; j0 += block) {
		const int j1 = least(c.n[5], j0 + block);
		for (int i = 0; i < c.n[4]; i++)
			for (int j = j0; j < j1; j++) to[i * c.t[4] + j * c.t[5]] = from[i * c.s[4] + j * c.s[5]];
	}
}

KERNEL(copyStrided) {
	Reader read(args);
	StridedCopy c;
	c.from = read.floats();
	c.to = read.floats();
	for (int& n : c.n) n = read.integer();
	for (int& s : c.s) s = read.integer();
	for (int& t : c.t) t = read.integer();
	FOR_EACH_TASK(task, c.n[0] * c.n[1] * c.n[2] * c.n[3]) {
		const int i3 = task % c.n[3], i2 = task / c.n[3] % c.n[2];
		const int i1 = task / (c.n[3] * c.n[2]) % c.n[1], i0 = task / (c.n[3] * c.n[2] * c.n[1]);
		copyPlane(c, c.from + (i64)i0 * c.s[0] + (i64)i1 * c.s[1] + (i64)i2 * c.s[2] + (i64)i3 * c.s[3],
		          c.to + (i64)i0 * c.t[0] + (i64)i1 * c.t[1] + (i64)i2 * c.t[2] + (i64)i3 * c.t[3]);
	}
}
