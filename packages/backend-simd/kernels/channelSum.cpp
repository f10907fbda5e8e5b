// Sums over all rows, or all columns, of [rows, C]: float sums of short chunks, added up in order as doubles.
#include "columns.h"
#include "rows.h"

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

KERNEL(rowSums) {
	Reader read(args);
	const float* x = read.floats();
	float* out = read.floats();
	const int rows = read.integer(), C = read.integer();
	FOR_EACH_TASK(task, ceilDiv(rows, rowsPerTask))
		for (int row = task * rowsPerTask; row < least(rows, (task + 1) * rowsPerTask); row++)
			out[row] = sumLongRow(C, [=]<class V>(int c, V) { return load<V>(x + (i64)row * C + c); });
}
