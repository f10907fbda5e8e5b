// Layer normalisation of the rows of [rows, C], its statistics, and its gradient by x.
#include "columns.h"
#include "rows.h"

KERNEL(layerNorm) {
	Reader read(args);
	const float *x = read.floats(), *gamma = read.floats(), *beta = read.floats();
	float *y = read.floats(), *means = read.floats(), *scales = read.floats();
	const int rows = read.integer(), C = read.integer();
	const float epsilon = read.number();
	FOR_EACH_TASK(task, ceilDiv(rows, rowsPerTask)) {
		for (int row = task * rowsPerTask; row < least(rows, (task + 1) * rowsPerTask); row++) {
			const float* in = x + (i64)row * C;
			const float mean = sumRow<Vec>(C, [=]<class V>(int c) { return load<V>(in + c); }) / C;
			const float variance = sumRow<Vec>(C, [=]<class V>(int c) {
				const V d = load<V>(in + c) - splat<V>(mean);
				return d * d;
			}) / C;
			const float scale = 1.0f / squareRoot(variance + epsilon);
			means[row] = mean;
			scales[row] = scale;
			mapRow<Vec>(C, y + (i64)row * C, [=]<class V>(int c) {
				return madd((load<V>(in + c) - splat<V>(mean)) * splat<V>(scale), load<V>(gamma + c), load<V>(beta + c));
			});
		}
	}
}

KERNEL(layerNormGrad) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats(), *means = read.floats(), *scales = read.floats();
	const float* gamma = read.floats();
	float* dx = read.floats();
	const int rows = read.integer(), C = read.integer();
	FOR_EACH_TASK(task, ceilDiv(rows, rowsPerTask)) {
		for (int row = task * rowsPerTask; row < least(rows, (task + 1) * rowsPerTask); row++) {
			const float *in = x + (i64)row * C, *grad = dy + (i64)row * C;
			const float mean = means[row], scale = scales[row];
			const auto normalised = [=]<class V>(int c, V) { return (load<V>(in + c) - splat<V>(mean)) * splat<V>(scale); };
			const auto weighted = [=]<class V>(int c, V) { return load<V>(grad + c) * load<V>(gamma + c); };
			const float meanG = sumRow<Vec>(C, [=]<class V>(int c) { return weighted(c, V()); }) / C;
			const float meanGx = sumRow<Vec>(C, [=]<class V>(int c) { return weighted(c, V()) * normalised(c, V()); }) / C;
			mapRow<Vec>(C, dx + (i64)row * C, [=]<class V>(int c) {
				return (weighted(c, V()) - splat<V>(meanG) - normalised(c, V()) * splat<V>(meanGx)) * splat<V>(scale);
			});
		}
	}
}

// Partial sums of dy * normalised x over the rows of a chunk, for each column.
struct LayerGammaSum {
	const float *dy, *x, *means, *scales;
	float* out;
	int C;
	template <class V> using State = V;
	template <class V> V begin(int) const { return splat<V>(0.0f); }
	template <class V> void step(V& sum, int row, int column) const {
		const i64 at = (i64)row * C + column;
		sum = madd((load<V>(x + at) - splat<V>(means[row])) * splat<V>(scales[row]), load<V>(dy + at), sum);
	}
	template <class V> void end(V sum, int column) const { store(out + column, sum); }
};

KERNEL(layerNormGammaGradChunks) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats(), *means = read.floats(), *scales = read.floats();
	float* partials = read.floats();
	const int rows = read.integer(), C = read.integer(), rowsPerChunk = read.integer();
	FOR_EACH_TASK(chunk, ceilDiv(rows, rowsPerChunk)) {
		const LayerGammaSum sum{dy, x, means, scales, partials + (i64)chunk * C, C};
		forColumns<Vec>(sum, chunk * rowsPerChunk, least(rows, (chunk + 1) * rowsPerChunk), C);
	}
}
