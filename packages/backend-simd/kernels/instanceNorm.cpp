// Normalisation of [B, voxels, C] over the voxels and over groups of channels; an instance normalisation has groups of
// one channel. Voxels are cut into chunks of a fixed length: each gives float sums about its own mean for each channel,
// merged in order as doubles (Chan et al. 1979).
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

// What follows the normalisation at once: nothing, a leaky rectifier, or the sum with a residual and then it.
enum class After { nothing, act, addAct };

template <After after> struct Normalise {
	const float *x, *mean, *scale, *gamma, *beta, *residual;
	float* y;
	int C;
	float slope;
	template <class V> struct State { V mean, factor, beta; };
	template <class V> State<V> begin(int column) const {
		return {load<V>(mean + column), load<V>(scale + column) * load<V>(gamma + column), load<V>(beta + column)};
	}
	template <class V> void step(const State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		V v = madd(load<V>(x + at) - state.mean, state.factor, state.beta);
		if constexpr (after == After::addAct) v += load<V>(residual + at);
		if constexpr (after != After::nothing) v = select(v > splat<V>(0.0f), v, v * splat<V>(slope));
		store(y + at, v);
	}
	template <class V> void end(const State<V>&, int) const {}
};

template <After after> static void normalise(Args* args) {
	Reader read(args);
	const float *x = read.floats(), *means = read.floats(), *scales = read.floats();
	const float *gamma = read.floats(), *beta = read.floats(), *residual = read.floats();
	float* y = read.floats();
	const int batch = read.integer(), voxels = read.integer(), C = read.integer(), rows = read.integer();
	const float slope = read.number();
	const int chunks = ceilDiv(voxels, rows);
	FOR_EACH_TASK(task, batch * chunks) {
		const int b = task / chunks, first = task % chunks * rows;
		const i64 at = (i64)b * voxels * C;
		const float *mean = means + b * C, *scale = scales + b * C, *added = further(residual, at);
		const Normalise<after> normalised{x + at, mean, scale, gamma, beta, added, y + at, C, slope};
		forColumns<Vec>(normalised, first, least(voxels, first + rows), C);
	}
}

KERNEL(instanceNormApply) { normalise<After::nothing>(args); }
KERNEL(normActApply) { normalise<After::act>(args); }
KERNEL(normAddActApply) { normalise<After::addAct>(args); }
