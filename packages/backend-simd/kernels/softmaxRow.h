// The exponentials of one row of scores.
#pragma once
#include "kernel.h"
#include "math.h"

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
