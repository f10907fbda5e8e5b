// Maps of [rows, C] whose coefficients belong to the channel, in tasks of some rows.
#include "columns.h"

template <class F> INLINE void forRows(Args* args, const F& f, int rows, int C, int perTask) {
	FOR_EACH_TASK(task, ceilDiv(rows, perTask)) forColumns<Vec>(f, task * perTask, least(rows, (task + 1) * perTask), C);
}

struct ScaleShift {
	const float *x, *scale, *shift;
	float* y;
	int C;
	template <class V> struct State { V scale, shift; };
	template <class V> State<V> begin(int column) const {
		return {load<V>(scale + column), shift ? load<V>(shift + column) : splat<V>(0.0f)};
	}
	template <class V> void step(const State<V>& state, int row, int column) const {
		const i64 at = (i64)row * C + column;
		store(y + at, madd(load<V>(x + at), state.scale, state.shift));
	}
	template <class V> void end(const State<V>&, int) const {}
};

KERNEL(scaleShift) {
	Reader read(args);
	const float *x = read.floats(), *scale = read.floats(), *shift = read.floats();
	float* y = read.floats();
	const int rows = read.integer(), C = read.integer(), perTask = read.integer();
	forRows(args, ScaleShift{x, scale, shift, y, C}, rows, C, perTask);
}

// out = x > 0 ? value : alpha * value, where value is x itself or its gradient; one alpha may serve all channels.
struct Prelu {
	const float *value, *x, *alpha;
	float* out;
	int C;
	bool shared;
	template <class V> using State = V;
	template <class V> V begin(int column) const { return shared ? splat<V>(*alpha) : load<V>(alpha + column); }
	template <class V> void step(const V& slope, int row, int column) const {
		const i64 at = (i64)row * C + column;
		const V v = load<V>(value + at);
		store(out + at, select(load<V>(x + at) > splat<V>(0.0f), v, v * slope));
	}
	template <class V> void end(const V&, int) const {}
};

KERNEL(prelu) {
	Reader read(args);
	const float *value = read.floats(), *x = read.floats(), *alpha = read.floats();
	float* out = read.floats();
	const int rows = read.integer(), C = read.integer(), perTask = read.integer();
	const bool shared = read.integer();
	forRows(args, Prelu{value, x, alpha, out, C, shared}, rows, C, perTask);
}

struct PreluAlphaSum {
	const float *dy, *x;
	float* out;
	int C;
	template <class V> using State = V;
	template <class V> V begin(int) const { return splat<V>(0.0f); }
	template <class V> void step(V& sum, int row, int column) const {
		const i64 at = (i64)row * C + column;
		sum = madd(load<V>(dy + at), smaller(splat<V>(0.0f), load<V>(x + at)), sum); // a NaN stays one
	}
	template <class V> void end(V sum, int column) const { store(out + column, sum); }
};

KERNEL(preluAlphaGradChunks) {
	Reader read(args);
	const float *dy = read.floats(), *x = read.floats();
	float* partials = read.floats(); // [chunks, C]
	const int rows = read.integer(), C = read.integer(), rowsPerChunk = read.integer();
	FOR_EACH_TASK(chunk, ceilDiv(rows, rowsPerChunk)) {
		const PreluAlphaSum sum{dy, x, partials + (i64)chunk * C, C};
		forColumns<Vec>(sum, chunk * rowsPerChunk, least(rows, (chunk + 1) * rowsPerChunk), C);
	}
}
