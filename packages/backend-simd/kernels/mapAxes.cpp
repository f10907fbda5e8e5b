// A linear map of each space axis of [B, D, H, W, C]: an output voxel is a weighted sum of the input voxels that are
// listed for its place on each axis. Resizing and averaging, and the gradients of both, are such maps. A task is one
// output row: the input rows that it needs are summed to one first, which is then mapped along W.
#include "kernel.h"

// Entries starts[n] … starts[n + 1] - 1 of `sources` and `weights` belong to output place n.
struct AxisMap {
	const i32 *starts, *sources;
	const float* weights;
	explicit AxisMap(Reader& read) : starts(read.ints()), sources(read.ints()), weights(read.floats()) {}
};

struct WeightedRow {
	const float* from;
	float weight;
};

constexpr int rowsTogether = 64;

template <class V, int NV> static NOINLINE void sumRowPart(const WeightedRow* rows, int count, bool first, int at, float* to) {
	V sum[NV];
	for (int v = 0; v < NV; v++) sum[v] = first ? splat<V>(0.0f) : load<V>(to + at + v * lanes<V>);
	for (int r = 0; r < count; r++) {
		const V weight = splat<V>(rows[r].weight);
		for (int v = 0; v < NV; v++) sum[v] = madd(load<V>(rows[r].from + at + v * lanes<V>), weight, sum[v]);
	}
	for (int v = 0; v < NV; v++) store(to + at + v * lanes<V>, sum[v]);
}

template <class V> static void sumRestOfRows(const WeightedRow* rows, int count, bool first, int at, int length, float* to) {
	for (; at + lanes<V> <= length; at += lanes<V>) sumRowPart<V, 1>(rows, count, first, at, to);
	if constexpr (lanes<V> > 1) sumRestOfRows<HalfOf<V>>(rows, count, first, at, length, to);
}

static void sumRows(const WeightedRow* rows, int count, bool first, int length, float* to) {
	int at = 0;
	for (; at + 4 * lanes<Vec> <= length; at += 4 * lanes<Vec>) sumRowPart<Vec, 4>(rows, count, first, at, to);
	sumRestOfRows<Vec>(rows, count, first, at, length, to);
}

struct AxisMaps {
	const float* x;
	float* y;
	int batch, H, W, C, oD, oH, oW;
	i64 perBatch;
	AxisMap alongD, alongH, alongW;

	explicit AxisMaps(Reader& read)
	    : x(read.floats()), y(read.floats()), batch(read.integer()), H(read.integer()), W(read.integer()),
	      C(read.integer()), oD(read.integer()), oH(read.integer()), oW(read.integer()), perBatch(read.integer64()),
	      alongD(read), alongH(read), alongW(read) {}
};

// The row whose map along W is output row (b, d, h): an input row itself, or a sum in `scratch`.
static const float* mappedRow(const AxisMaps& m, int b, int d, int h, float* scratch) {
	WeightedRow rows[rowsTogether];
	int count = 0;
	bool first = true;
	const int length = m.W * m.C;
	for (int i = m.alongD.starts[d]; i < m.alongD.starts[d + 1]; i++)
		for (int j = m.alongH.starts[h]; j < m.alongH.starts[h + 1]; j++) {
			if (count == rowsTogether) {
				sumRows(rows, count, first, length, scratch);
				first = false;
				count = 0;
			}
			const float* from = m.x + b * m.perBatch + ((i64)m.alongD.sources[i] * m.H + m.alongH.sources[j]) * length;
			rows[count++] = {from, m.alongD.weights[i] * m.alongH.weights[j]};
		}
	if (first && count == 1 && rows[0].weight == 1.0f) return rows[0].from;
	sumRows(rows, count, first, length, scratch);
	return scratch;
}

template <class V, int NV> INLINE void mapVoxel(const AxisMap& map, int w, const float* row, int C, float* to) {
	V sum[NV];
	for (int v = 0; v < NV; v++) sum[v] = splat<V>(0.0f);
	for (int i = map.starts[w]; i < map.starts[w + 1]; i++) {
		const float* from = row + map.sources[i] * C;
		const V weight = splat<V>(map.weights[i]);
		for (int v = 0; v < NV; v++) sum[v] = madd(load<V>(from + v * lanes<V>), weight, sum[v]);
	}
	for (int v = 0; v < NV; v++) store(to + v * lanes<V>, sum[v]);
}

template <class V> INLINE void mapRestOfVoxel(const AxisMaps& m, int w, const float* row, int c, float* to) {
	for (; c + lanes<V> <= m.C; c += lanes<V>) mapVoxel<V, 1>(m.alongW, w, row + c, m.C, to + c);
	if constexpr (lanes<V> > 1) mapRestOfVoxel<HalfOf<V>>(m, w, row, c, to);
}

static NOINLINE void mapRow(const AxisMaps& m, const float* row, float* to) {
	for (int w = 0; w < m.oW; w++, to += m.C) {
		int c = 0;
		for (; c + 4 * lanes<Vec> <= m.C; c += 4 * lanes<Vec>) mapVoxel<Vec, 4>(m.alongW, w, row + c, m.C, to + c);
		mapRestOfVoxel<Vec>(m, w, row, c, to);
	}
}

KERNEL(mapAxes) {
	Reader read(args);
	const AxisMaps m(read);
	float* scratch = read.floats() + (i64)thread * m.W * m.C;
	FOR_EACH_TASK(task, m.batch * m.oD * m.oH) {
		const int h = task % m.oH, d = task / m.oH % m.oD, b = task / m.oH / m.oD;
		mapRow(m, mappedRow(m, b, d, h, scratch), m.y + (i64)task * m.oW * m.C);
	}
}
