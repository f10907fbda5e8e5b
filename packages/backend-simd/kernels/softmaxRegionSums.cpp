// Sums over space of softmax probabilities and labels, [B, C, 5] = [sum py, sum p, sum p^2, sum y, -sum y log p],
// and their gradient to the logits. A vector holds one class of neighbouring voxels.
#include "kernel.h"
#include "math.h"

constexpr int regionVoxelsPerTask = 1024;

template <class V> INLINE V gather(const float* from, int stride) {
	V x;
	for (int lane = 0; lane < lanes<V>; lane++) x[lane] = from[lane * stride];
	return x;
}
template <> SPECIALISED float gather<float>(const float* from, int) { return *from; }
INLINE void scatter(float* to, int, float x) { *to = x; }
template <class V> INLINE void scatter(float* to, int stride, V x) {
	for (int lane = 0; lane < lanes<V>; lane++) to[lane * stride] = x[lane];
}

// Probabilities of lanes<V> voxels into p [C, lanes]; returns log of the sum, and the largest logit in `top`.
template <class V> INLINE V softmaxVoxels(const float* logits, int C, float* p, V& top) {
	top = gather<V>(logits, C);
	for (int c = 1; c < C; c++) top = larger(gather<V>(logits + c, C), top);
	V sum = splat<V>(0.0f);
	for (int c = 0; c < C; c++) {
		const V e = exponential(gather<V>(logits + c, C) - top);
		store(p + c * lanes<V>, e);
		sum += e;
	}
	for (int c = 0; c < C; c++) store(p + c * lanes<V>, load<V>(p + c * lanes<V>) / sum);
	return logarithm(sum);
}

// 1 for the voxels that count, 0 for those that are ignored.
template <class V> INLINE V countedVoxels(const i32* labels, i32 ignored) {
	float counted[lanes<V>];
	for (int lane = 0; lane < lanes<V>; lane++) counted[lane] = labels[lane] == ignored ? 0.0f : 1.0f;
	return load<V>(counted);
}

template <class V>
static void addVoxels(const float* logits, const i32* labels, i32 ignored, int C, float* p, float* sums) {
	V top;
	const V logSum = softmaxVoxels<V>(logits, C, p, top), counted = countedVoxels<V>(labels, ignored);
	float logSums[lanes<V>], tops[lanes<V>];
	store(logSums, logSum);
	store(tops, top);
	for (int c = 0; c < C; c++) {
		const V pc = load<V>(p + c * lanes<V>) * counted;
		sums[c * 5 + 1] += sumLanes(pc);
		sums[c * 5 + 2] += sumLanes(pc * pc);
	}
	for (int lane = 0; lane < lanes<V>; lane++) {
		const i32 label = labels[lane];
		if (label < 0 || label >= C || label == ignored) continue;
		sums[label * 5] += p[label * lanes<V> + lane];
		sums[label * 5 + 3] += 1.0f;
		sums[label * 5 + 4] += logSums[lane] + tops[lane] - logits[lane * C + label];
	}
}

KERNEL(softmaxRegionSumsChunks) {
	Reader read(args);
	const float* logits = read.floats();
	const i32* labels = read.ints();
	float *partials = read.floats(), *scratch = read.floats(); // [B, chunks, C, 5]
	const int batch = read.integer(), voxels = read.integer(), C = read.integer();
	const i32 ignored = read.integer();
	const int chunks = ceilDiv(voxels, regionVoxelsPerTask);
	float* p = scratch + (i64)thread * C * lanes<Vec>;
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * regionVoxelsPerTask;
		const int last = least(voxels, first + regionVoxelsPerTask);
		float* sums = partials + (i64)task * C * 5;
		zeroFloats(sums, C * 5);
		int voxel = first;
		const auto at = [=](int n) { return (i64)b * voxels + n; };
		for (; voxel + lanes<Vec> <= last; voxel += lanes<Vec>)
			addVoxels<Vec>(logits + at(voxel) * C, labels + at(voxel), ignored, C, p, sums);
		for (; voxel < last; voxel++)
			addVoxels<float>(logits + at(voxel) * C, labels + at(voxel), ignored, C, p, sums);
	}
}

KERNEL(softmaxRegionSumsAdd) {
	Reader read(args);
	const float* partials = read.floats();
	const int batch = read.integer(), chunks = read.integer(), length = read.integer();
	float* out = read.floats();
	FOR_EACH_TASK(task, batch * length) {
		double sum = 0;
		const float* from = partials + (i64)(task / length) * chunks * length + task % length;
		for (int chunk = 0; chunk < chunks; chunk++) sum += from[(i64)chunk * length];
		out[task] = (float)sum;
	}
}

// With g_c = d0 y_c + d1 + 2 d2 p_c: dz_c = p_c (g_c - sum p g) + p_c sum d4 y - d4 y_c.
template <class V>
static void gradOfVoxels(
	const float* logits, const i32* labels, i32 ignored, const float* d, int C, float* p, float* dz) {
	V top;
	softmaxVoxels<V>(logits, C, p, top);
	V dot = splat<V>(0.0f);
	for (int c = 0; c < C; c++) {
		const V pc = load<V>(p + c * lanes<V>);
		dot = madd(pc, madd(splat<V>(2.0f * d[c * 5 + 2]), pc, splat<V>(d[c * 5 + 1])), dot);
	}
	float shifts[lanes<V>];
	for (int lane = 0; lane < lanes<V>; lane++) {
		const i32 label = labels[lane];
		const bool known = label >= 0 && label < C;
		shifts[lane] = known ? d[label * 5 + 4] - d[label * 5] * p[label * lanes<V> + lane] : 0.0f;
	}
	const V shift = load<V>(shifts) - dot, counted = countedVoxels<V>(labels, ignored);
	for (int c = 0; c < C; c++) {
		const V pc = load<V>(p + c * lanes<V>);
		const V g = madd(splat<V>(2.0f * d[c * 5 + 2]), pc, splat<V>(d[c * 5 + 1]));
		scatter(dz + c, C, pc * (g + shift) * counted);
	}
	for (int lane = 0; lane < lanes<V>; lane++) {
		const i32 label = labels[lane];
		if (label < 0 || label >= C || label == ignored) continue;
		dz[lane * C + label] += p[label * lanes<V> + lane] * d[label * 5] - d[label * 5 + 4];
	}
}

KERNEL(softmaxRegionSumsGrad) {
	Reader read(args);
	const float *dy = read.floats(), *logits = read.floats();
	const i32* labels = read.ints();
	float *dlogits = read.floats(), *scratch = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer();
	const i32 ignored = read.integer();
	const int chunks = ceilDiv(voxels, regionVoxelsPerTask);
	float* p = scratch + (i64)thread * C * lanes<Vec>;
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * regionVoxelsPerTask;
		const int last = least(voxels, first + regionVoxelsPerTask);
		const float* d = dy + b * C * 5;
		int voxel = first;
		const auto at = [=](int n) { return (i64)b * voxels + n; };
		for (; voxel + lanes<Vec> <= last; voxel += lanes<Vec>)
			gradOfVoxels<Vec>(logits + at(voxel) * C, labels + at(voxel), ignored, d, C, p, dlogits + at(voxel) * C);
		for (; voxel < last; voxel++)
			gradOfVoxels<float>(logits + at(voxel) * C, labels + at(voxel), ignored, d, C, p, dlogits + at(voxel) * C);
	}
}
