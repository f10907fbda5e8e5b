// Ops on one element at a time, in tasks of one stretch of memory.
#include "elements.h"
#include "math.h"

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

// y = f(x) of one value.
template <class F> INLINE void mapValues(Args* args, const F& f) {
	Reader read(args);
	const float* x = read.floats();
	float* y = read.floats();
	forElements(args, read.integer(), [=]<class V>(int at) { store(y + at, f(load<V>(x + at))); });
}

// dx = dy * f(x) of one value.
template <class F> INLINE void mapGradient(Args* args, const F& f) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats();
	float* dx = read.floats();
	forElements(args, read.integer(), [=]<class V>(int at) { store(dx + at, load<V>(dy + at) * f(load<V>(x + at))); });
}

KERNEL(gelu) {
	mapValues(args, []<class V>(V x) { return x * normalCdf(x); });
}

KERNEL(geluGrad) {
	mapGradient(args, []<class V>(V x) {
		const V density = exponential(x * x * splat<V>(-0.5f)) * splat<V>(0.39894228f);
		return madd(x, density, normalCdf(x));
	});
}

template <class V> INLINE V sigmoid(V x) { return splat<V>(1.0f) / (splat<V>(1.0f) + exponential(-x)); }

KERNEL(silu) {
	mapValues(args, []<class V>(V x) { return x * sigmoid(x); });
}

KERNEL(siluGrad) {
	mapGradient(args, []<class V>(V x) {
		const V s = sigmoid(x);
		return s * (splat<V>(1.0f) + x * (splat<V>(1.0f) - s));
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
