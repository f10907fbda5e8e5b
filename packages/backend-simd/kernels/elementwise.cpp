// Ops on one element at a time, in tasks of one stretch of memory.
#include "kernel.h"
#include "math.h"

constexpr int elementsPerTask = 8192;

// Calls f<V>(index) over a stretch: vectors first, then single elements.
template <class F> INLINE void forElements(Args* args, int length, const F& f) {
	FOR_EACH_TASK(task, ceilDiv(length, elementsPerTask)) {
		const int end = least(length, (task + 1) * elementsPerTask);
		int at = task * elementsPerTask;
		for (; at + lanes<Vec> <= end; at += lanes<Vec>) f.template operator()<Vec>(at);
		for (; at < end; at++) f.template operator()<float>(at);
	}
}

KERNEL(leakyRelu) {
	Reader read(args);
	const float* x = read.floats();
	float* y = read.floats();
	const int length = read.integer();
	const float slope = read.number();
	forElements(args, length, [=]<class V>(int at) {
		const V v = load<V>(x + at);
		store(y + at, select(v > splat<V>(0.0f), v, v * splat<V>(slope)));
	});
}

KERNEL(leakyReluGrad) {
	Reader read(args);
	const float *dy = read.floats(), *y = read.floats();
	float* dx = read.floats();
	const int length = read.integer();
	const float slope = read.number();
	forElements(args, length, [=]<class V>(int at) {
		const V v = load<V>(dy + at);
		store(dx + at, select(load<V>(y + at) > splat<V>(0.0f), v, v * splat<V>(slope)));
	});
}

KERNEL(gelu) {
	Reader read(args);
	const float* x = read.floats();
	float* y = read.floats();
	const int length = read.integer();
	forElements(args, length, [=]<class V>(int at) {
		const V v = load<V>(x + at);
		store(y + at, v * normalCdf(v));
	});
}

KERNEL(geluGrad) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats();
	float* dx = read.floats();
	const int length = read.integer();
	forElements(args, length, [=]<class V>(int at) {
		const V v = load<V>(x + at);
		const V density = exponential(v * v * splat<V>(-0.5f)) * splat<V>(0.39894228f);
		store(dx + at, load<V>(dy + at) * madd(v, density, normalCdf(v)));
	});
}

template <class V> INLINE V sigmoid(V x) { return splat<V>(1.0f) / (splat<V>(1.0f) + exponential(-x)); }

KERNEL(silu) {
	Reader read(args);
	const float* x = read.floats();
	float* y = read.floats();
	const int length = read.integer();
	forElements(args, length, [=]<class V>(int at) {
		const V v = load<V>(x + at);
		store(y + at, v * sigmoid(v));
	});
}

KERNEL(siluGrad) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats();
	float* dx = read.floats();
	const int length = read.integer();
	forElements(args, length, [=]<class V>(int at) {
		const V v = load<V>(x + at), s = sigmoid(v);
		store(dx + at, load<V>(dy + at) * s * (splat<V>(1.0f) + v * (splat<V>(1.0f) - s)));
	});
}

KERNEL(adamwStep) {
	Reader read(args);
	const float *param = read.floats(), *grad = read.floats(), *m = read.floats(), *v = read.floats();
	float *nextParam = read.floats(), *nextM = read.floats(), *nextV = read.floats();
	const int length = read.integer();
	const float beta1 = read.number(), rest1 = read.number(), beta2 = read.number(), rest2 = read.number();
	const float gradScale = read.number(), rootScale = read.number(), epsilon = read.number();
	const float stepSize = read.number(), keep = read.number();
	forElements(args, length, [=]<class V>(int at) {
		const V g = load<V>(grad + at) * splat<V>(gradScale);
		const V first = madd(load<V>(m + at), splat<V>(beta1), g * splat<V>(rest1));
		const V second = madd(load<V>(v + at), splat<V>(beta2), g * g * splat<V>(rest2));
		const V root = madd(squareRoot(second), splat<V>(rootScale), splat<V>(epsilon));
		store(nextM + at, first);
		store(nextV + at, second);
		store(nextParam + at, load<V>(param + at) * splat<V>(keep) - first / root * splat<V>(stepSize));
	});
}

KERNEL(fill) {
	Reader read(args);
	float* out = read.floats();
	const int length = read.integer();
	const float value = read.number();
	forElements(args, length, [=]<class V>(int at) { store(out + at, splat<V>(value)); });
}

KERNEL(addMany) {
	Reader read(args);
	float* out = read.floats();
	const int length = read.integer(), count = read.integer();
	const double* addresses = read.at;
	forElements(args, length, [=]<class V>(int at) {
		V sum = load<V>((const float*)(usize)addresses[0] + at);
		for (int i = 1; i < count; i++) sum += load<V>((const float*)(usize)addresses[i] + at);
		store(out + at, sum);
	});
}

struct Plus { template <class V> static V apply(V a, V b) { return a + b; } };
struct Minus { template <class V> static V apply(V a, V b) { return a - b; } };
struct Times { template <class V> static V apply(V a, V b) { return a * b; } };
struct Over { template <class V> static V apply(V a, V b) { return a / b; } };

// out = a op b where a, b or neither repeats every `period` elements (1: a single number).
template <class Op> static void binary(Args* args) {
	Reader read(args);
	const float *a = read.floats(), *b = read.floats();
	float* out = read.floats();
	const int length = read.integer(), periodA = read.integer(), periodB = read.integer();
	if (periodA == length && periodB == length) {
		forElements(args, length, [=]<class V>(int at) { store(out + at, Op::apply(load<V>(a + at), load<V>(b + at))); });
	} else if (periodB == 1) {
		forElements(args, length, [=]<class V>(int at) { store(out + at, Op::apply(load<V>(a + at), splat<V>(*b))); });
	} else if (periodA == 1) {
		forElements(args, length, [=]<class V>(int at) { store(out + at, Op::apply(splat<V>(*a), load<V>(b + at))); });
	} else {
		const int period = least(periodA, periodB), rows = length / period;
		const int perTask = most(1, elementsPerTask / period);
		FOR_EACH_TASK(task, ceilDiv(rows, perTask)) {
			for (int row = task * perTask; row < least(rows, (task + 1) * perTask); row++) {
				const float* rowA = a + (periodA == period ? 0 : row * period);
				const float* rowB = b + (periodB == period ? 0 : row * period);
				float* to = out + row * period;
				int at = 0;
				for (; at + lanes<Vec> <= period; at += lanes<Vec>)
					store(to + at, Op::apply(load<Vec>(rowA + at), load<Vec>(rowB + at)));
				for (; at < period; at++) to[at] = Op::apply(rowA[at], rowB[at]);
			}
		}
	}
}

// out = a op b over four axes; strides are in floats, those of the innermost axis 0 or 1.
template <class Op> static void binaryStrided(Args* args) {
	Reader read(args);
	const float *a = read.floats(), *b = read.floats();
	float* out = read.floats();
	int n[4], sa[4], sb[4];
	for (int& extent : n) extent = read.integer();
	for (int& stride : sa) stride = read.integer();
	for (int& stride : sb) stride = read.integer();
	const int perTask = most(1, elementsPerTask / n[3]), pieces = ceilDiv(n[2], perTask);
	FOR_EACH_TASK(task, n[0] * n[1] * pieces) {
		const int i0 = task / pieces / n[1], i1 = task / pieces % n[1], first = task % pieces * perTask;
		for (int i2 = first; i2 < least(n[2], first + perTask); i2++) {
			const float* rowA = a + (i64)i0 * sa[0] + (i64)i1 * sa[1] + (i64)i2 * sa[2];
			const float* rowB = b + (i64)i0 * sb[0] + (i64)i1 * sb[1] + (i64)i2 * sb[2];
			float* to = out + (((i64)i0 * n[1] + i1) * n[2] + i2) * n[3];
			const auto at = [=]<class V>(const float* row, int stride, int i, V) { return stride ? load<V>(row + i) : splat<V>(*row); };
			int i = 0;
			for (; i + lanes<Vec> <= n[3]; i += lanes<Vec>) store(to + i, Op::apply(at(rowA, sa[3], i, Vec()), at(rowB, sb[3], i, Vec())));
			for (; i < n[3]; i++) to[i] = Op::apply(at(rowA, sa[3], i, 0.0f), at(rowB, sb[3], i, 0.0f));
		}
	}
}

KERNEL(add) { binary<Plus>(args); }
KERNEL(subtract) { binary<Minus>(args); }
KERNEL(multiply) { binary<Times>(args); }
KERNEL(divide) { binary<Over>(args); }
KERNEL(addStrided) { binaryStrided<Plus>(args); }
KERNEL(subtractStrided) { binaryStrided<Minus>(args); }
KERNEL(multiplyStrided) { binaryStrided<Times>(args); }
KERNEL(divideStrided) { binaryStrided<Over>(args); }
