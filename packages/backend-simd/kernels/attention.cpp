// Multi-head attention on packed projections [B, N, (q k v) * C], forward and backward, a block of query rows at
// a time: nothing of size N * N is kept.
#include "gemm.h"
#include "math.h"

constexpr int queriesPerBlock = 48;

struct Attention {
	int batch, N, heads, size, widest;
	float scale;
	int C() const { return heads * size; }
	int paddedN() const { return ceilDiv(N, 4) * 4; }
	int paddedSize() const { return ceilDiv(size, 4) * 4; }
	// Where part 0 (q), 1 (k) or 2 (v) of one head starts in [B, N, 3 * C].
	i64 offset(int b, int head, int part) const { return (i64)b * N * 3 * C() + part * C() + head * size; }
};

// exp(scale * (s - largest)) in place; returns the sum.
template <class V> static float exponentialsOfRow(float* s, int n, float scale, float& largest) {
	V top = splat<V>(-__builtin_inff());
	int at = 0;
	for (; at + lanes<V> <= n; at += lanes<V>) top = larger(load<V>(s + at), top);
	largest = maxLanes(top);
	for (; at < n; at++) largest = larger(s[at], largest);
	V sum = splat<V>(0.0f);
	for (at = 0; at + lanes<V> <= n; at += lanes<V>) {
		const V e = exponential((load<V>(s + at) - splat<V>(largest)) * splat<V>(scale));
		store(s + at, e);
		sum += e;
	}
	float total = sumLanes(sum);
	for (; at < n; at++) total += s[at] = exponential((s[at] - largest) * scale);
	return total;
}

// Packed k^T [size, N] and v [N, size] of every head.
KERNEL(attentionPack) {
	Reader read(args);
	const float* qkv = read.floats();
	float* packed = read.floats();
	Attention a;
	a.batch = read.integer(), a.N = read.integer(), a.heads = read.integer(), a.size = read.integer();
	a.widest = read.integer();
	const i64 lengthK = (i64)a.size * a.paddedN(), lengthV = (i64)a.N * a.paddedSize();
	FOR_EACH_TASK(task, a.batch * a.heads) {
		float* to = packed + task * (lengthK + lengthV);
		const int b = task / a.heads, head = task % a.heads;
		packMatrix<Vec>(qkv + a.offset(b, head, 1), 1, 3 * a.C(), a.size, a.N, a.widest, to);
		packMatrix<Vec>(qkv + a.offset(b, head, 2), 3 * a.C(), 1, a.N, a.size, a.widest, to + lengthK);
	}
}

template <class V> static void attention(Args* args, int thread) {
	Reader read(args);
	const float *qkv = read.floats(), *packed = read.floats();
	float *y = read.floats(), *logSums = read.floats(), *scratch = read.floats();
	Attention a;
	a.batch = read.integer(), a.N = read.integer(), a.heads = read.integer(), a.size = read.integer();
	a.widest = read.integer(), a.scale = read.number();
	const int blocks = ceilDiv(a.N, queriesPerBlock), C = a.C();
	const i64 lengthK = (i64)a.size * a.paddedN(), lengthV = (i64)a.N * a.paddedSize();
	float* scores = scratch + (i64)thread * queriesPerBlock * a.N;
	FOR_EACH_TASK(task, a.batch * a.heads * blocks) {
		const int pair = task / blocks, b = pair / a.heads, head = pair % a.heads;
		const int first = task % blocks * queriesPerBlock, rows = least(queriesPerBlock, a.N - first);
		const float* k = packed + pair * (lengthK + lengthV);
		const float* q = qkv + a.offset(b, head, 0) + (i64)first * 3 * C;
		product<V>(q, 3 * C, k, nullptr, scores, a.N, rows, a.size, a.N, 0, a.N, a.widest);
		float sums[queriesPerBlock];
		for (int r = 0; r < rows; r++) {
			float largest;
			sums[r] = exponentialsOfRow<V>(scores + r * a.N, a.N, a.scale, largest);
			logSums[(i64)pair * a.N + first + r] = largest * a.scale + logarithm(sums[r]);
		}
		float* out = y + ((i64)b * a.N + first) * C + head * a.size;
		product<V>(scores, a.N, k + lengthK, nullptr, out, C, rows, a.N, a.size, 0, a.size, a.widest);
		for (int r = 0; r < rows; r++)
			for (int d = 0; d < a.size; d++) out[(i64)r * C + d] /= sums[r];
	}
}

KERNEL(attention) { attention<Vec>(args, thread); }

// Rows of p = exp(scale * s - logSum) and ds = p * (dp - delta) * scale, in place of s and dp.
template <class V> INLINE void gradientOfScores(float* s, float* dp, int at, float scale, float logSum, float delta) {
	const V p = exponential(load<V>(s + at) * splat<V>(scale) - splat<V>(logSum));
	store(s + at, p);
	store(dp + at, p * (load<V>(dp + at) - splat<V>(delta)) * splat<V>(scale));
}

struct AttentionGradPart {
	const float *q, *k, *v, *dy, *y, *logSum; // of one head
	float *dq, *dk, *dv;
};

// Packed matrices and blocks of one task, one after the other in its scratch.
struct AttentionGradScratch {
	float *kT, *vT, *k, *scores, *dp, *tail;
	AttentionGradScratch(const Attention& a, float* at) {
		kT = at;
		vT = kT + (i64)a.size * a.paddedN();
		k = vT + (i64)a.size * a.paddedN();
		scores = k + (i64)a.N * a.paddedSize();
		dp = scores + (i64)queriesPerBlock * a.N;
		tail = dp + (i64)queriesPerBlock * a.N;
	}
};

template <class V>
static void attentionGradBlock(const Attention& a, const AttentionGradPart& h, const AttentionGradScratch& s, int first) {
	const int rows = least(queriesPerBlock, a.N - first), C = a.C(), ld = 3 * C, N = a.N;
	const float *q = h.q + (i64)first * ld, *dy = h.dy + (i64)first * C, *y = h.y + (i64)first * C;
	product<V>(q, ld, s.kT, nullptr, s.scores, N, rows, a.size, N, 0, N, a.widest);
	product<V>(dy, C, s.vT, nullptr, s.dp, N, rows, a.size, N, 0, N, a.widest);
	for (int r = 0; r < rows; r++) {
		float delta = 0;
		for (int d = 0; d < a.size; d++) delta += dy[(i64)r * C + d] * y[(i64)r * C + d];
		const float logSum = h.logSum[first + r];
		int at = 0;
		for (; at + lanes<V> <= N; at += lanes<V>) gradientOfScores<V>(s.scores + r * N, s.dp + r * N, at, a.scale, logSum, delta);
		for (; at < N; at++) gradientOfScores<float>(s.scores + r * N, s.dp + r * N, at, a.scale, logSum, delta);
	}
	product<V>(s.dp, N, s.k, nullptr, h.dq + (i64)first * ld, ld, rows, N, a.size, 0, a.size, a.widest);
	addTransposedProduct<V>(s.dp, N, q, ld, rows, N, a.size, h.dk, ld, a.widest, s.tail);
	addTransposedProduct<V>(s.scores, N, dy, C, rows, N, a.size, h.dv, ld, a.widest, s.tail);
}

template <class V> static void attentionGrad(Args* args, int thread) {
	Reader read(args);
	const float *dy = read.floats(), *qkv = read.floats(), *y = read.floats(), *logSums = read.floats();
	float *dqkv = read.floats(), *scratch = read.floats();
	const int scratchLength = read.integer();
	Attention a;
	a.batch = read.integer(), a.N = read.integer(), a.heads = read.integer(), a.size = read.integer();
	a.widest = read.integer(), a.scale = read.number();
	const AttentionGradScratch s(a, scratch + (i64)thread * scratchLength);
	FOR_EACH_TASK(task, a.batch * a.heads) {
		const int b = task / a.heads, head = task % a.heads, ld = 3 * a.C();
		const float* part = qkv + a.offset(b, head, 0);
		float* grad = dqkv + a.offset(b, head, 0);
		const i64 merged = (i64)b * a.N * a.C() + head * a.size;
		const AttentionGradPart h{part, part + a.C(), part + 2 * a.C(), dy + merged, y + merged, logSums + (i64)task * a.N,
		                          grad, grad + a.C(), grad + 2 * a.C()};
		packMatrix<V>(h.k, 1, ld, a.size, a.N, a.widest, s.kT);
		packMatrix<V>(h.v, 1, ld, a.size, a.N, a.widest, s.vT);
		packMatrix<V>(h.k, ld, 1, a.N, a.size, a.widest, s.k);
		for (int n = 0; n < a.N; n++) {
			zeroFloats(h.dk + (i64)n * ld, a.size);
			zeroFloats(h.dv + (i64)n * ld, a.size);
		}
		for (int first = 0; first < a.N; first += queriesPerBlock) attentionGradBlock<V>(a, h, s, first);
	}
}

KERNEL(attentionGrad) { attentionGrad<Vec>(args, thread); }
