// Sums over all rows of [rows, C]: float sums of short chunks, added up in order as doubles.
#include "columns.h"

struct ColumnSum {
	const float* x;
	float* out;
	int C;
	template <class V> using State = V;
	template <class V> V begin(int) const { return splat<V>(0.0f); }
	template <class V> void step(V& sum, int row, int column) const { sum += load<V>(x + (i64)row * C + column); }
	template <class V> void end(V sum, int column) const { store(out + column, sum); }
};

KERNEL(channelSumChunks) {
	Reader read(args);
	const float* x = read.floats();
	float* partials = read.floats();
	const int rows = read.integer(), C = read.integer(), rowsPerChunk = read.integer();
	FOR_EACH_TASK(chunk, ceilDiv(rows, rowsPerChunk)) {
		const ColumnSum sum{x, partials + (i64)chunk * C, C};
		forColumns<Vec>(sum, chunk * rowsPerChunk, least(rows, (chunk + 1) * rowsPerChunk), C);
	}
}

KERNEL(addChunks) {
	Reader read(args);
	const float* partials = read.floats();
	const int chunks = read.integer(), length = read.integer();
	float* out = read.floats();
	FOR_EACH_TASK(n, length) out[n] = (float)sumChunks(partials + n, chunks, length);
}
