// Instance normalisation of [B, voxels, C] over the voxels, and its gradients. Voxels are cut into chunks of a
// fixed length: each gives float sums about its own mean, merged in order as doubles (Chan et al. 1979).
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
	float *means = read.floats(), *scales = read.floats(); // [B, C]
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const double epsilon = read.number64();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * C) {
		const float* column = partials + (i64)(task / C) * chunks * 2 * C + task % C;
		double sum = 0, squares = 0;
		for (int chunk = 0; chunk < chunks; chunk++)
			sum += (double)least(rows, voxels - chunk * rows) * column[(i64)chunk * 2 * C];
		const double mean = sum / voxels;
		for (int chunk = 0; chunk < chunks; chunk++) {
			const double d = column[(i64)chunk * 2 * C] - mean;
			squares += column[(i64)chunk * 2 * C + C] + (double)least(rows, voxels - chunk * rows) * d * d;
		}
		means[task] = (float)mean;
		scales[task] = (float)(1.0 / __builtin_sqrt(squares / voxels + epsilon));
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

// Means of both sums over the voxels of each batch entry: [B, 2, C].
KERNEL(instanceNormGradMeans) {
	Reader read(args);
	const float* partials = read.floats();
	float* sums = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * 2 * C) {
		const float* column = partials + (i64)(task / (2 * C)) * chunks * 2 * C + task % (2 * C);
		sums[task] = (float)(sumChunks(column, chunks, 2 * C) / voxels);
	}
}

// dx = scale * gamma * (dy - mean(dy) - normalised x * mean(dy * normalised x)).
struct NormaliseGrad {
	const float *dy, *x, *mean, *scale, *gamma, *means;
	float* dx;
	int C;
	template <class V> struct State { V mean, meanGrad, slope, factor; };
	template <class V> State<V> begin(int column) const {
		const V s = load<V>(scale + column);
		return {load<V>(mean + column), load<V>(means + column), s * load<V>(means + C + column), s * load<V>(gamma + column)};
	}
	template <class V> void step(const State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		const V centred = load<V>(dy + at) - state.meanGrad;
		store(dx + at, (centred - (load<V>(x + at) - state.mean) * state.slope) * state.factor);
	}
	template <class V> void end(const State<V>&, int) const {}
};

KERNEL(instanceNormGradApply) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats(), *means = read.floats(), *scales = read.floats();
	const float *gamma = read.floats(), *gradMeans = read.floats();
	float* dx = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * rows;
		const i64 at = (i64)b * voxels * C;
		const NormaliseGrad grad{dy + at, x + at, means + b * C, scales + b * C, gamma, gradMeans + b * 2 * C, dx + at, C};
		forColumns<Vec>(grad, first, least(voxels, first + rows), C);
	}
}

KERNEL(instanceNormGammaGradSum) {
	Reader read(args);
	const float* partials = read.floats(); // [B, chunks, 2, C]
	const int batchChunks = read.integer(), C = read.integer();
	float* out = read.floats();
	FOR_EACH_TASK(c, C) out[c] = (float)sumChunks(partials + C + c, batchChunks, 2 * C);
}
