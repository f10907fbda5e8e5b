// Multi-head attention on packed projections [B, N, (q k v) * C], forward and backward, a block of query rows at
// a time: nothing of size N * N is kept for an entry of the batch. Scores may have a bias [heads, N, N] and a mask
// [windows, N, N], of which entry b of the batch has b mod windows: both or neither.
#include "gemm.h"
#include "softmaxRow.h"

constexpr int queriesPerBlock = 48;

struct Attention {
	int batch, N, heads, size, widest;
	float scale;
	int C() const { return heads * size; }
	int paddedN() const { return ceilDiv(N, lanes<Vec>) * lanes<Vec>; }
	int paddedSize() const { return ceilDiv(size, lanes<Vec>) * lanes<Vec>; }
	// Where part 0 (q), 1 (k) or 2 (v) of one head starts in [B, N, 3 * C].
	i64 offset(int b, int head, int part) const { return (i64)b * N * 3 * C() + part * C() + head * size; }
};

// Bias of one head and mask of one window, [N, N] each, or null.
struct ScoreBias {
	const float *bias, *mask;
	ScoreBias(const Attention& a, const float* biases, const float* masks, int windows, int b, int head)
	    : bias(biases ? biases + (i64)head * a.N * a.N : nullptr),
	      mask(biases ? masks + (i64)(b % windows) * a.N * a.N : nullptr) {}
	// What is left to multiply scores with after `addTo`.
	float factor(float scale) const { return bias ? 1.0f : scale; }
	// Row `row` of scores * scale + bias + mask in place, where there are any.
	template <class V> void addTo(float* scores, int row, int N, float scale) const {
		if (!bias) return;
		const float *b = bias + (i64)row * N, *m = mask + (i64)row * N;
		int at = 0;
		for (; at + lanes<V> <= N; at += lanes<V>)
			store(scores + at, madd(load<V>(scores + at), splat<V>(scale), load<V>(b + at) + load<V>(m + at)));
		for (; at < N; at++) scores[at] = madd(scores[at], scale, b[at] + m[at]);
	}
};

// Packed k^T [size, N] and v [N, size], or v^T [size, N], of every head.
KERNEL(attentionPack) {
	Reader read(args);
	const float* qkv = read.floats();
	float* packed = read.floats();
	Attention a;
	a.batch = read.integer(), a.N = read.integer(), a.heads = read.integer(), a.size = read.integer();
	a.widest = read.integer();
	const bool transposeV = read.integer();
	const i64 lengthK = (i64)a.size * a.paddedN(), lengthV = transposeV ? lengthK : (i64)a.N * a.paddedSize();
	FOR_EACH_TASK(task, a.batch * a.heads) {
		float* to = packed + task * (lengthK + lengthV);
		const int b = task / a.heads, head = task % a.heads;
		packMatrix<Vec>(qkv + a.offset(b, head, 1), 1, 3 * a.C(), a.size, a.N, a.widest, to);
		const float* v = qkv + a.offset(b, head, 2);
		if (transposeV) packMatrix<Vec>(v, 1, 3 * a.C(), a.size, a.N, a.widest, to + lengthK);
		else packMatrix<Vec>(v, 3 * a.C(), 1, a.N, a.size, a.widest, to + lengthK);
	}
}

template <class V> static void attention(Args* args, int thread) {
	Reader read(args);
	const float *qkv = read.floats(), *packed = read.floats();
	float *y = read.floats(), *logSums = read.floats(), *scratch = read.floats();
	Attention a;
	a.batch = read.integer(), a.N = read.integer(), a.heads = read.integer(), a.size = read.integer();
	a.widest = read.integer(), a.scale = read.number();
	const float *biases = read.floats(), *masks = read.floats();
	const int windows = read.integer();
	const int blocks = ceilDiv(a.N, queriesPerBlock), C = a.C();
	const i64 lengthK = (i64)a.size * a.paddedN(), lengthV = (i64)a.N * a.paddedSize();
	float* scores = scratch + (i64)thread * queriesPerBlock * a.N;
	FOR_EACH_TASK(task, a.batch * a.heads * blocks) {
		const int pair = task / blocks, b = pair / a.heads, head = pair % a.heads;
		const int first = task % blocks * queriesPerBlock, rows = least(queriesPerBlock, a.N - first);
		const float* k = packed + pair * (lengthK + lengthV);
		const float* q = qkv + a.offset(b, head, 0) + (i64)first * 3 * C;
		product<V>(q, 3 * C, k, nullptr, scores, a.N, rows, a.size, a.N, 0, a.N, a.widest);
		const ScoreBias added(a, biases, masks, windows, b, head);
		const float factor = added.factor(a.scale);
		float sums[queriesPerBlock];
		for (int r = 0; r < rows; r++) {
			float largest;
			added.addTo<V>(scores + r * a.N, first + r, a.N, a.scale);
			sums[r] = exponentialsOfRow<V>(scores + r * a.N, a.N, factor, largest);
			logSums[(i64)pair * a.N + first + r] = largest * factor + logarithm(sums[r]);
		}
		float* out = y + ((i64)b * a.N + first) * C + head * a.size;
		product<V>(scores, a.N, k + lengthK, nullptr, out, C, rows, a.N, a.size, 0, a.size, a.widest);
		for (int r = 0; r < rows; r++)
			for (int d = 0; d < a.size; d++) out[(i64)r * C + d] /= sums[r];
	}
}

KERNEL(attention) { attention<Vec>(args, thread); }

// p = exp(factor * s - logSum) and ds = p * (dp - delta) * scale, in place of s and dp.
template <class V>
INLINE void gradientOfScores(float* s, float* dp, int at, float factor, float logSum, float delta, float scale) {
	const V p = exponential(load<V>(s + at) * splat<V>(factor) - splat<V>(logSum));
	store(s + at, p);
	store(dp + at, p * (load<V>(dp + at) - splat<V>(delta)) * splat<V>(scale));
}

struct AttentionGradPart {
	const float *q, *k, *v, *dy, *y, *logSum; // of one head
	AttentionGradPart(const Attention& a, const float* qkv, const float* dys, const float* ys, const float* logSums, int b, int head)
	    : q(qkv + a.offset(b, head, 0)), k(q + a.C()), v(k + a.C()), dy(dys + (i64)b * a.N * a.C() + head * a.size),
	      y(ys + (i64)b * a.N * a.C() + head * a.size), logSum(logSums + ((i64)b * a.heads + head) * a.N) {}
};

// Packed k^T and v^T of one head, and two blocks of rows of length N.
struct ScoreScratch {
	const float *kT, *vT;
	float *scores, *dp;
};

// p and ds = p * (dy v^T - delta) * scale of some rows, in scores and dp.
template <class V>
static void scoreGradientRows(const Attention& a, const AttentionGradPart& h, const ScoreBias& added, const ScoreScratch& s,
                              int first, int rows, float scale) {
	const int C = a.C(), N = a.N;
	const float *dy = h.dy + (i64)first * C, *y = h.y + (i64)first * C;
	product<V>(h.q + (i64)first * 3 * C, 3 * C, s.kT, nullptr, s.scores, N, rows, a.size, N, 0, N, a.widest);
	product<V>(dy, C, s.vT, nullptr, s.dp, N, rows, a.size, N, 0, N, a.widest);
	const float factor = added.factor(a.scale);
	for (int r = 0; r < rows; r++) {
		float *p = s.scores + r * N, *ds = s.dp + r * N;
		added.addTo<V>(p, first + r, N, a.scale);
		float delta = 0;
		for (int d = 0; d < a.size; d++) delta += dy[(i64)r * C + d] * y[(i64)r * C + d];
		const float logSum = h.logSum[first + r];
		int at = 0;
		for (; at + lanes<V> <= N; at += lanes<V>) gradientOfScores<V>(p, ds, at, factor, logSum, delta, scale);
		for (; at < N; at++) gradientOfScores<float>(p, ds, at, factor, logSum, delta, scale);
	}
}

template <class V> static void attentionGrad(Args* args, int thread) {
	Reader read(args);
	const float *dy = read.floats(), *qkv = read.floats(), *y = read.floats(), *logSums = read.floats();
	float *dqkv = read.floats(), *scratch = read.floats();
	const int scratchLength = read.integer();
	Attention a;
	a.batch = read.integer(), a.N = read.integer(), a.heads = read.integer(), a.size = read.integer();
	a.widest = read.integer(), a.scale = read.number();
	const float *biases = read.floats(), *masks = read.floats();
	const int windows = read.integer(), ld = 3 * a.C(), N = a.N;
	float* kT = scratch + (i64)thread * scratchLength;
	float *vT = kT + (i64)a.size * a.paddedN(), *k = vT + (i64)a.size * a.paddedN();
	float *scores = k + (i64)N * a.paddedSize(), *dp = scores + (i64)queriesPerBlock * N;
	float* tail = dp + (i64)queriesPerBlock * N;
	FOR_EACH_TASK(task, a.batch * a.heads) {
		const int b = task / a.heads, head = task % a.heads;
		const AttentionGradPart h(a, qkv, dy, y, logSums, b, head);
		const ScoreBias added(a, biases, masks, windows, b, head);
		float *dq = dqkv + a.offset(b, head, 0), *dk = dq + a.C(), *dv = dk + a.C();
		packMatrix<V>(h.k, 1, ld, a.size, N, a.widest, kT);
		packMatrix<V>(h.v, 1, ld, a.size, N, a.widest, vT);
		packMatrix<V>(h.k, ld, 1, N, a.size, a.widest, k);
		for (int n = 0; n < N; n++) {
			zeroFloats(dk + (i64)n * ld, a.size);
			zeroFloats(dv + (i64)n * ld, a.size);
		}
		for (int first = 0; first < N; first += queriesPerBlock) {
			const int rows = least(queriesPerBlock, N - first);
			scoreGradientRows<V>(a, h, added, {kT, vT, scores, dp}, first, rows, a.scale);
			product<V>(dp, N, k, nullptr, dq + (i64)first * ld, ld, rows, N, a.size, 0, a.size, a.widest);
			addTransposedProduct<V>(dp, N, h.q + (i64)first * ld, ld, rows, N, a.size, dk, ld, a.widest, tail);
			addTransposedProduct<V>(scores, N, h.dy + (i64)first * a.C(), a.C(), rows, N, a.size, dv, ld, a.widest, tail);
		}
	}
}

KERNEL(attentionGrad) { attentionGrad<Vec>(args, thread); }

// to += from.
template <class V> static void addFloats(float* to, const float* from, int n) {
	int at = 0;
	for (; at + lanes<V> <= n; at += lanes<V>) store(to + at, load<V>(to + at) + load<V>(from + at));
	for (; at < n; at++) to[at] += from[at];
}

// Entries of the batch whose ds are added up before they join the sum, so that float sums stay short.
constexpr int entriesPerSum = 16;

// dbias [heads, N, N]: ds summed over the batch, whose entries one task meets in order.
template <class V> static void attentionBiasGrad(Args* args, int thread) {
	Reader read(args);
	const float *dy = read.floats(), *qkv = read.floats(), *y = read.floats(), *logSums = read.floats();
	const float* packed = read.floats();
	float *dbias = read.floats(), *scratch = read.floats();
	Attention a;
	a.batch = read.integer(), a.N = read.integer(), a.heads = read.integer(), a.size = read.integer();
	a.widest = read.integer(), a.scale = read.number();
	const float *biases = read.floats(), *masks = read.floats();
	const int windows = read.integer(), blocks = ceilDiv(a.N, queriesPerBlock);
	const i64 blockLength = (i64)queriesPerBlock * a.N, lengthK = (i64)a.size * a.paddedN();
	float* scores = scratch + thread * 3 * blockLength;
	float *dp = scores + blockLength, *partial = dp + blockLength;
	FOR_EACH_TASK(task, a.heads * blocks) {
		const int head = task / blocks, first = task % blocks * queriesPerBlock;
		const int rows = least(queriesPerBlock, a.N - first), length = rows * a.N;
		float* sum = dbias + ((i64)head * a.N + first) * a.N;
		zeroFloats(sum, length);
		for (int b = 0; b < a.batch; b++) {
			const AttentionGradPart h(a, qkv, dy, y, logSums, b, head);
			const ScoreBias added(a, biases, masks, windows, b, head);
			const float* kT = packed + 2 * lengthK * ((i64)b * a.heads + head);
			if (b % entriesPerSum == 0) zeroFloats(partial, length);
			scoreGradientRows<V>(a, h, added, {kT, kT + lengthK, scores, dp}, first, rows, 1.0f);
			addFloats<V>(partial, dp, length);
			if (b % entriesPerSum == entriesPerSum - 1 || b == a.batch - 1) addFloats<V>(sum, partial, length);
		}
	}
}

KERNEL(attentionBiasGrad) { attentionBiasGrad<Vec>(args, thread); }
