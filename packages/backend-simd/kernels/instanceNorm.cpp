// Normalisation of [B, voxels, C] over the voxels and over groups of channels, and its gradients; an instance
// normalisation has groups of one channel. Voxels are cut into chunks of a fixed length: each gives float sums about
// its own mean for each channel, merged in order as doubles (Chan et al. 1979).
#include "columns.h"

// Mean and sum of squared distances from it, for each column of one chunk.
struct ChunkMean {
	const float* x;
	float* mean;
	int C;
	float inverseCount;
	template <class V> using State = V;
	template <class V> V begin(int) const { return splat<V>(0.0f); }
	template <class V> void step(V& sum, int row, int column) const { sum += load<V>(x + (i64)row * C + column); }
	template <class V> void end(V sum, int column) const { store(mean + column, sum * splat<V>(inverseCount)); }
};

struct ChunkSquares {
	const float *x, *mean;
	float* squares;
	int C;
	template <class V> struct State { V mean, sum; };
	template <class V> State<V> begin(int column) const { return {load<V>(mean + column), splat<V>(0.0f)}; }
	template <class V> void step(State<V>& state, int row, int column) const {
		const V d = load<V>(x + (i64)row * C + column) - state.mean;
		state.sum = madd(d, d, state.sum);
	}
	template <class V> void end(const State<V>& state, int column) const { store(squares + column, state.sum); }
};

KERNEL(instanceNormChunks) {
	Reader read(args);
	const float* x = read.floats();
	float* partials = read.floats(); // [B, chunks, 2, C]: mean, squares
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const float* volume = x + (i64)(task / chunks) * voxels * C;
		const int first = task % chunks * rows, last = least(voxels, first + rows);
		float* mean = partials + (i64)task * 2 * C;
		forColumns<Vec>(ChunkMean{volume, mean, C, 1.0f / (last - first)}, first, last, C);
		forColumns<Vec>(ChunkSquares{volume, mean, mean + C, C}, first, last, C);
	}
}

KERNEL(instanceNormStatistics) {
	Reader read(args);
	const float* partials = read.floats();
	float *means = read.floats(), *scales = read.floats(); // [B, groups]
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const double epsilon = read.number64();
	const int groups = read.integer(), width = C / groups, chunks = ceilDiv(voxels, rows);
	const double count = (double)voxels * width;
	FOR_EACH_TASK(task, batch * groups) {
		const float* group = partials + (i64)(task / groups) * chunks * 2 * C + task % groups * width;
		double sum = 0, squares = 0;
		for (int chunk = 0; chunk < chunks; chunk++)
			for (int c = 0; c < width; c++) sum += (double)least(rows, voxels - chunk * rows) * group[(i64)chunk * 2 * C + c];
		const double mean = sum / count;
		for (int chunk = 0; chunk < chunks; chunk++)
			for (int c = 0; c < width; c++) {
				const float* column = group + (i64)chunk * 2 * C + c;
				const double d = column[0] - mean;
				squares += column[C] + (double)least(rows, voxels - chunk * rows) * d * d;
			}
		means[task] = (float)mean;
		scales[task] = (float)(1.0 / __builtin_sqrt(squares / count + epsilon));
	}
}

// Two numbers of each group for each of its channels: [B, groups] -> [B, C].
KERNEL(spreadGroups) {
	Reader read(args);
	const float *means = read.floats(), *scales = read.floats();
	float *channelMeans = read.floats(), *channelScales = read.floats();
	const int length = read.integer(), width = read.integer();
	FOR_EACH_TASK(task, length) {
		channelMeans[task] = means[task / width];
		channelScales[task] = scales[task / width];
	}
}

struct Normalise {
	const float *x, *mean, *scale, *gamma, *beta;
	float* y;
	int C;
	template <class V> struct State { V mean, factor, beta; };
	template <class V> State<V> begin(int column) const {
		return {load<V>(mean + column), load<V>(scale + column) * load<V>(gamma + column), load<V>(beta + column)};
	}
	template <class V> void step(const State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		store(y + at, madd(load<V>(x + at) - state.mean, state.factor, state.beta));
	}
	template <class V> void end(const State<V>&, int) const {}
};

KERNEL(instanceNormApply) {
	Reader read(args);
	const float *x = read.floats(), *means = read.floats(), *scales = read.floats();
	const float *gamma = read.floats(), *beta = read.floats();
	float* y = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * rows;
		const i64 start = (i64)b * voxels * C;
		const Normalise normalise{x + start, means + b * C, scales + b * C, gamma, beta, y + start, C};
		forColumns<Vec>(normalise, first, least(voxels, first + rows), C);
	}
}

// Sums of dy and of dy * normalised x over one chunk.
struct GradientSums {
	const float *dy, *x, *mean, *scale;
	float* out; // [2, C]
	int C;
	template <class V> struct State { V mean, sum, product; };
	template <class V> State<V> begin(int column) const {
		return {load<V>(mean + column), splat<V>(0.0f), splat<V>(0.0f)};
	}
	template <class V> void step(State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		const V g = load<V>(dy + at);
		state.sum += g;
		state.product = madd(g, load<V>(x + at) - state.mean, state.product);
	}
	template <class V> void end(const State<V>& state, int column) const {
		store(out + column, state.sum);
		store(out + C + column, state.product * load<V>(scale + column));
	}
};

KERNEL(instanceNormGradChunks) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats(), *means = read.floats(), *scales = read.floats();
	float* partials = read.floats(); // [B, chunks, 2, C]
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * rows;
		const i64 start = (i64)b * voxels * C;
		const GradientSums sums{dy + start, x + start, means + b * C, scales + b * C, partials + (i64)task * 2 * C, C};
		forColumns<Vec>(sums, first, least(voxels, first + rows), C);
	}
}

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

// dx = scale * gamma * (dy - mean(dy) - normalised x * mean(dy * normalised x)); where means are those of a group,
// gamma is inside them: dx = scale * (gamma * dy - ...).
template <bool grouped> struct NormaliseGrad {
	const float *dy, *x, *mean, *scale, *gamma, *means;
	float* dx;
	int C;
	template <class V> struct State { V mean, meanGrad, slope, inner, factor; };
	template <class V> State<V> begin(int column) const {
		const V s = load<V>(scale + column), g = load<V>(gamma + column);
		return {load<V>(mean + column), load<V>(means + column), s * load<V>(means + C + column), g, grouped ? s : s * g};
	}
	template <class V> void step(const State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		const V grad = load<V>(dy + at), centred = (grouped ? grad * state.inner : grad) - state.meanGrad;
		store(dx + at, (centred - (load<V>(x + at) - state.mean) * state.slope) * state.factor);
	}
	template <class V> void end(const State<V>&, int) const {}
};

template <bool grouped> static void normaliseGrad(Args* args) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats(), *means = read.floats(), *scales = read.floats();
	const float *gamma = read.floats(), *gradMeans = read.floats();
	float* dx = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * rows;
		const i64 at = (i64)b * voxels * C;
		const float* grads = gradMeans + b * 2 * C;
		const NormaliseGrad<grouped> grad{dy + at, x + at, means + b * C, scales + b * C, gamma, grads, dx + at, C};
		forColumns<Vec>(grad, first, least(voxels, first + rows), C);
	}
}

KERNEL(instanceNormGradApply) { normaliseGrad<false>(args); }
KERNEL(groupNormGradApply) { normaliseGrad<true>(args); }

KERNEL(instanceNormGammaGradSum) {
	Reader read(args);
	const float* partials = read.floats(); // [B, chunks, 2, C]
	const int batchChunks = read.integer(), C = read.integer();
	float* out = read.floats();
	FOR_EACH_TASK(c, C) out[c] = (float)sumChunks(partials + C + c, batchChunks, 2 * C);
}
