// Arithmetic of two tensors that may repeat along axes of the result.
#include "elements.h"

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
