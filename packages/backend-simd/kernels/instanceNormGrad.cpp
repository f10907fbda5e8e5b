// Gradients of a normalisation of [B, voxels, C] over the voxels and over groups of channels, with what is joined to it:
// g, the gradient of what is activated, is made of dy as it is read.
#include "columns.h"

// Where g comes from: dy itself, dy and the sign of what was normalised, made again of x, or dy and the sign of the
// output y, when it is written too, as the gradient of the residual.
enum class From { dy, x, y };

// Sums of g and of g * normalised x over one chunk.
template <From from> struct GradientSums {
	const float *dy, *x, *mean, *scale, *gamma, *beta, *y;
	float *g, *out; // out: [2, C]
	int C;
	float slope;
	template <class V> struct State { V mean, sum, product, factor, beta; };
	template <class V> State<V> begin(int column) const {
		State<V> state{load<V>(mean + column), splat<V>(0.0f), splat<V>(0.0f), splat<V>(0.0f), splat<V>(0.0f)};
		if constexpr (from == From::x) {
			state.factor = load<V>(scale + column) * load<V>(gamma + column);
			state.beta = load<V>(beta + column);
		}
		return state;
	}
	template <class V> void step(State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		const V centred = load<V>(x + at) - state.mean;
		V grad = load<V>(dy + at);
		if constexpr (from != From::dy) {
			const V activated = from == From::y ? load<V>(y + at) : madd(centred, state.factor, state.beta);
			grad = select(activated > splat<V>(0.0f), grad, grad * splat<V>(slope));
		}
		if constexpr (from == From::y) store(g + at, grad);
		state.sum += grad;
		state.product = madd(grad, centred, state.product);
	}
	template <class V> void end(const State<V>& state, int column) const {
		store(out + column, state.sum);
		store(out + C + column, state.product * load<V>(scale + column));
	}
};

template <From from> static void gradientSums(Args* args) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats(), *means = read.floats(), *scales = read.floats();
	float* partials = read.floats(); // [B, chunks, 2, C]
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const float slope = read.number();
	const float *gamma = nullptr, *beta = nullptr, *y = nullptr;
	float* g = nullptr;
	if constexpr (from == From::x) gamma = read.floats(), beta = read.floats();
	if constexpr (from == From::y) y = read.floats(), g = read.floats();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * rows;
		const i64 at = (i64)b * voxels * C;
		const float *mean = means + b * C, *scale = scales + b * C, *output = further(y, at);
		float *written = further(g, at), *out = partials + (i64)task * 2 * C;
		const GradientSums<from> sums{dy + at, x + at, mean, scale, gamma, beta, output, written, out, C, slope};
		forColumns<Vec>(sums, first, least(voxels, first + rows), C);
	}
}

KERNEL(instanceNormGradChunks) { gradientSums<From::dy>(args); }
KERNEL(normActGradChunks) { gradientSums<From::x>(args); }
KERNEL(normAddActGradChunks) { gradientSums<From::y>(args); }

// Means of both sums over the voxels of each batch entry, [B, 2, C]. Those of a group of channels are weighted by
// gamma and given to each of its channels.
KERNEL(instanceNormGradMeans) {
	Reader read(args);
	const float* partials = read.floats();
	float* sums = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const float* gamma = read.floats();
	const int groups = read.integer(), width = C / groups, chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * 2 * groups) {
		const int row = task / groups, channel = task % groups * width;
		const float* column = partials + (i64)(row / 2) * chunks * 2 * C + row % 2 * C + channel;
		float* to = sums + row * C + channel;
		if (width == 1) {
			*to = (float)(sumChunks(column, chunks, 2 * C) / voxels);
			continue;
		}
		double sum = 0;
		for (int c = 0; c < width; c++) sum += gamma[channel + c] * sumChunks(column + c, chunks, 2 * C);
		for (int c = 0; c < width; c++) to[c] = (float)(sum / ((double)voxels * width));
	}
}

// dx = scale * gamma * (g - mean(g) - normalised x * mean(g * normalised x)); where means are those of a group,
// gamma is inside them: dx = scale * (gamma * g - ...).
template <bool grouped, From from> struct NormaliseGrad {
	const float *dy, *x, *mean, *scale, *gamma, *beta, *means;
	float* dx;
	int C;
	float leak;
	template <class V> struct State { V mean, meanGrad, slope, inner, factor, whole, beta; };
	template <class V> State<V> begin(int column) const {
		const V s = load<V>(scale + column), g = load<V>(gamma + column), zero = splat<V>(0.0f);
		const V slope = s * load<V>(means + C + column), shift = from == From::x ? load<V>(beta + column) : zero;
		return {load<V>(mean + column), load<V>(means + column), slope, g, grouped ? s : s * g, s * g, shift};
	}
	template <class V> void step(const State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		const V distance = load<V>(x + at) - state.mean;
		V grad = load<V>(dy + at);
		if constexpr (from == From::x) {
			const V activated = madd(distance, state.whole, state.beta);
			grad = select(activated > splat<V>(0.0f), grad, grad * splat<V>(leak));
		}
		const V centred = (grouped ? grad * state.inner : grad) - state.meanGrad;
		store(dx + at, (centred - distance * state.slope) * state.factor);
	}
	template <class V> void end(const State<V>&, int) const {}
};

template <bool grouped, From from> static void normaliseGrad(Args* args) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats(), *means = read.floats(), *scales = read.floats();
	const float *gamma = read.floats(), *gradMeans = read.floats();
	float* dx = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const float slope = read.number();
	const float* beta = from == From::x ? read.floats() : nullptr;
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * rows;
		const i64 at = (i64)b * voxels * C;
		const float *mean = means + b * C, *scale = scales + b * C, *grads = gradMeans + b * 2 * C;
		const NormaliseGrad<grouped, from> grad{dy + at, x + at, mean, scale, gamma, beta, grads, dx + at, C, slope};
		forColumns<Vec>(grad, first, least(voxels, first + rows), C);
	}
}

KERNEL(instanceNormGradApply) { normaliseGrad<false, From::dy>(args); }
KERNEL(groupNormGradApply) { normaliseGrad<true, From::dy>(args); }
KERNEL(normActGradApply) { normaliseGrad<false, From::x>(args); }
KERNEL(groupNormActGradApply) { normaliseGrad<true, From::x>(args); }

// One of the two sums over all chunks and batch entries: the gradient of beta or, C further on, of gamma.
KERNEL(instanceNormParameterGrad) {
	Reader read(args);
	const float* partials = read.floats(); // [B, chunks, 2, C]
	const int batchChunks = read.integer(), C = read.integer();
	float* out = read.floats();
	FOR_EACH_TASK(c, C) out[c] = (float)sumChunks(partials + c, batchChunks, 2 * C);
}
