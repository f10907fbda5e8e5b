// Gradient of a convolution by its filter: for each (kd, kh), [kW * Ci, voxels] * [voxels, Co], because the window
// of a voxel along W is contiguous. Voxels are cut into a fixed number of shares (slots) whose partial sums are
// added in order afterwards; a task is one slot at one kd. Where dilation tears the window apart, each of its taps
// makes a product of its own: tW of them of width kW = 1, dW voxels apart.
#include "tile.h"

struct FilterGrad {
	const float *x, *dy;
	float *partials, *scratch;
	int scratchLength, batch, D, H, W, Ci, oD, oH, oW, Co, kD, kH, kW, sD, sH, sW, pD, pH, pW;
	int tW, dD, dH, dW, widest, rows, slots;

	explicit FilterGrad(Reader& read)
	    : x(read.floats()), dy(read.floats()), partials(read.floats()), scratch(read.floats()),
	      scratchLength(read.integer()), batch(read.integer()), D(read.integer()), H(read.integer()),
	      W(read.integer()), Ci(read.integer()), oD(read.integer()), oH(read.integer()), oW(read.integer()),
	      Co(read.integer()), kD(read.integer()), kH(read.integer()), kW(read.integer()), sD(read.integer()),
	      sH(read.integer()), sW(read.integer()), pD(read.integer()), pH(read.integer()), pW(read.integer()),
	      tW(read.integer()), dD(read.integer()), dH(read.integer()), dW(read.integer()), widest(read.integer()),
	      rows(read.integer()), slots(read.integer()) {}

	int rowVoxels() const { return (oW - 1) * sW + (tW - 1) * dW + kW; }
	int rowLength() const { return rowVoxels() * Ci; }
	// Input rows that `count` neighbouring output rows see.
	int inputRows(int count) const { return (count - 1) * sH + (kH - 1) * dH + 1; }
	// Whether no window leaves its row, so that rows can be read where they lie.
	bool isInside() const { return pW == 0 && rowVoxels() <= W; }
	// Whether one vector holds all output channels, and a window of three slides by single voxels, one beyond at most.
	template <class V> bool hasWindow() const {
		return windowChannels > 0 && Co == lanes<V> && kW == 3 && tW == 1 && sW == 1 && pW <= 1 && oW <= W + pW;
	}
	const float* inputRow(int b, int d, int h) const { return x + (((i64)b * D + d) * H + h) * W * Ci; }
	const float* gradRow(int b, int d, int h) const { return dy + (((i64)b * oD + d) * oH + h) * oW * Co; }
};

// Where the padded input row of index h - (first row of the chunk) starts, or null where it is all padding.
struct ChunkRows {
	const float* at[64];
};

// `whole`: rows are wanted as they lie, without padding.
static void collectRows(const FilterGrad& g, int b, int id, int firstRow, int count, bool whole, float* scratch, ChunkRows& rows) {
	const int length = g.rowLength();
	const int before = least(g.pW * g.Ci, length), inside = most(least(g.W * g.Ci, length - before), 0);
	for (int r = 0; r < count; r++) {
		const int ih = firstRow + r;
		if (ih < 0 || ih >= g.H) {
			rows.at[r] = nullptr;
			continue;
		}
		const float* row = g.inputRow(b, id, ih);
		if (g.isInside() || whole) {
			rows.at[r] = row;
			continue;
		}
		float* to = scratch + r * length;
		zeroFloats(to, before);
		copyFloats(to + before, row, inside);
		zeroFloats(to + before + inside, length - before - inside);
		rows.at[r] = to;
	}
}

// Columns n0 … n0 + valid of the chunk's gradient rows, filled up to the panel's width.
template <class V>
static void copyTail(const FilterGrad& g, const PanelOutput<V>& panel, int n0, int b, int od, int oh0, int count, float* to) {
	for (int r = 0; r < count; r++) {
		const float* row = g.gradRow(b, od, oh0 + r) + n0;
		for (int w = 0; w < g.oW; w++, row += g.Co, to += panel.width)
			for (int c = 0; c < panel.width; c++) to[c] = c < panel.valid ? row[c] : 0.0f;
	}
}

template <class V>
static void addTiles(const FilterGrad& g, const PanelOutput<V>& panel, const Pair* pairs, int count, int ldb, float* out) {
	const int M = g.kW * g.Ci;
	for (int tap = 0; tap < g.tW; tap++, out += M * g.Co) {
		for (int m = 0; m < M; m += tileRows) {
			const int rows = least(tileRows, M - m), at = tap * g.dW * g.Ci + m;
			if (panel.whole()) {
				runTileTN<V>(rows, panel.vectors, pairs, count, at, 0, g.oW, g.sW * g.Ci, ldb, out + m * g.Co, g.Co);
				continue;
			}
			float spill[tileRows * maxTileVectors * lanes<V>] = {};
			runTileTN<V>(rows, panel.vectors, pairs, count, at, 0, g.oW, g.sW * g.Ci, ldb, spill, panel.width);
			for (int r = 0; r < rows; r++)
				for (int c = 0; c < panel.valid; c++) out[(m + r) * g.Co + c] += spill[r * panel.width + c];
		}
	}
}

template <class V> static void slideTiles(const FilterGrad& g, const Pair* pairs, int count, float* out) {
	if constexpr (windowChannels > 0) {
		for (int c = 0, channels; c < g.Ci; c += channels) {
			channels = windowChannels;
			while (channels > g.Ci - c) channels /= 2;
			runTileWindowT<V>(channels, pairs, count, c, g.W, g.oW, g.pW, g.Ci, g.Co, out + c * g.Co, g.Co, g.Ci * g.Co);
		}
	}
}

template <class V> static NOINLINE void addChunk(const FilterGrad& g, int b, int od, int oh0, int count, int kd, float* out, float* scratch) {
	const int id = od * g.sD - g.pD + kd * g.dD;
	if (id < 0 || id >= g.D) return;
	float* tail = scratch + g.inputRows(g.rows) * g.rowLength();
	ChunkRows rows;
	const bool window = g.hasWindow<V>();
	collectRows(g, b, id, oh0 * g.sH - g.pH, g.inputRows(count), window, scratch, rows);
	for (int n0 = 0; n0 < g.Co;) {
		const PanelOutput<V> panel(n0, g.Co, g.widest);
		if (!panel.whole()) copyTail(g, panel, n0, b, od, oh0, count, tail);
		for (int kh = 0; kh < g.kH; kh++) {
			Pair pairs[16];
			int used = 0;
			for (int r = 0; r < count; r++) {
				const float* row = rows.at[r * g.sH + kh * g.dH];
				if (!row) continue;
				pairs[used++] = {row, panel.whole() ? g.gradRow(b, od, oh0 + r) + n0 : tail + r * g.oW * panel.width};
			}
			if (window) slideTiles<V>(g, pairs, used, out + kh * 3 * g.Ci * g.Co);
			else if (used) addTiles(g, panel, pairs, used, panel.whole() ? g.Co : panel.width, out + kh * g.tW * g.kW * g.Ci * g.Co + n0);
		}
		n0 += panel.width;
	}
}

template <class V> static void conv3dFilterGrad(Args* args, int thread) {
	Reader read(args);
	const FilterGrad g(read);
	float* scratch = g.scratch + (i64)thread * g.scratchLength;
	const int blocks = ceilDiv(g.oH, g.rows), chunks = g.batch * g.oD * blocks;
	const int planeLength = g.kH * g.tW * g.kW * g.Ci * g.Co;
	FOR_EACH_TASK(task, g.kD * g.slots) {
		const int kd = task / g.slots, slot = task % g.slots;
		float* out = g.partials + ((i64)slot * g.kD + kd) * planeLength;
		zeroFloats(out, planeLength);
		const int last = (int)((i64)chunks * (slot + 1) / g.slots);
		for (int chunk = (int)((i64)chunks * slot / g.slots); chunk < last; chunk++) {
			const int plane = chunk / blocks, oh0 = chunk % blocks * g.rows;
			addChunk<V>(g, plane / g.oD, plane % g.oD, oh0, least(g.rows, g.oH - oh0), kd, out, scratch);
		}
	}
}

KERNEL(conv3dFilterGrad) { conv3dFilterGrad<Vec>(args, thread); }
