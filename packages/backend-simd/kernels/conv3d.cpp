// 3-D convolution, channels last, any kernel, stride and padding; also the gradient to its input, which is a
// convolution with the flipped and transposed filter (one for each phase of the stride, hence the strides of
// the output). Direct: for a row of output voxels, each (kd, kh) contributes a product of K = kW * Ci, because
// in this layout the window of one voxel along W is contiguous. Where dilation tears it apart, each of its taps
// contributes a product of its own: then the kernel is one of width 1 with tW tap columns, dW voxels apart.
#include "tile.h"

struct Conv3d {
	const float *x, *packed, *bias;
	float *out, *scratch;
	int D, H, W, Ci, oD, oH, oW, Co;
	int kD, kH, kW, sD, sH, sW, pD, pH, pW, tW, dD, dH, dW;
	i64 outB;
	int outD, outH, outW;
	int widest, rowsPerTask, rowsPerPass;

	explicit Conv3d(Reader& read)
	    : x(read.floats()), packed(read.floats()), bias(read.floats()), out(read.floats()), scratch(read.floats()),
	      D(read.integer()), H(read.integer()), W(read.integer()), Ci(read.integer()), oD(read.integer()),
	      oH(read.integer()), oW(read.integer()), Co(read.integer()), kD(read.integer()), kH(read.integer()),
	      kW(read.integer()), sD(read.integer()), sH(read.integer()), sW(read.integer()), pD(read.integer()),
	      pH(read.integer()), pW(read.integer()), tW(read.integer()), dD(read.integer()), dH(read.integer()),
	      dW(read.integer()), outB(read.integer64()), outD(read.integer()), outH(read.integer()),
	      outW(read.integer()), widest(read.integer()), rowsPerTask(read.integer()), rowsPerPass(read.integer()) {}

	int taps() const { return kD * kH * tW; }

	// Floats of the window that `rows` neighbouring output voxels see along W.
	int windowLength(int rows) const { return ((rows - 1) * sW + kW) * Ci; }
	bool isInterior(int w, int rows) const {
		const int first = w * sW - pW;
		return first >= 0 && first + (rows - 1) * sW + (tW - 1) * dW + kW <= W;
	}
};

constexpr int maxSegments = 128;

// The input rows that reach output row (d, h), as segments whose `a` points at the voxel that the tap meets first.
static int findSegments(const Conv3d& c, int b, int d, int h, int firstTap, int lastTap, Segment* segments) {
	int count = 0;
	for (int tap = firstTap; tap < lastTap; tap++) {
		const int row = tap / c.tW, first = tap % c.tW * c.dW - c.pW;
		const int id = d * c.sD - c.pD + row / c.kH * c.dD, ih = h * c.sH - c.pH + row % c.kH * c.dH;
		if (id < 0 || id >= c.D || ih < 0 || ih >= c.H) continue;
		segments[count++] = {c.x + (((i64)b * c.D + id) * c.H + ih) * c.W * c.Ci + first * c.Ci, tap * c.kW * c.Ci};
	}
	return count;
}

// Copies the windows of a tile at the edge, zeros where they leave the row, one after the other.
static void copyEdge(const Conv3d& c, const Segment* segments, int count, int w, int rows, float* to) {
	const int length = c.windowLength(rows);
	for (int s = 0; s < count; s++, to += length) {
		const int tap = segments[s].row / (c.kW * c.Ci);
		const int first = w * c.sW - c.pW + tap % c.tW * c.dW;
		const int before = least(most(-first, 0) * c.Ci, length);
		const int after = least(most((first - c.W) * c.Ci + length, 0), length - before);
		zeroFloats(to, before);
		copyFloats(to + before, segments[s].a + w * c.sW * c.Ci + before, length - before - after);
		zeroFloats(to + length - after, after);
	}
}

template <class V> struct Conv3dRow {
	const Conv3d& c;
	const Segment* segments;
	int count;
	float* out;
	float* edges;
	bool first; // nothing was summed before: start from the bias

	void tile(const PanelOutput<V>& panel, int n0, int w, int rows, const Segment* windows, int aOffset) const {
		float* to = out + w * c.outW + n0;
		const float* init = first ? (c.bias ? c.bias + n0 : zeros) : to;
		const float* b = c.packed + n0 * (c.taps() * c.kW * c.Ci);
		tileOrSpill(panel, rows, windows, count, aOffset, b, c.kW * c.Ci, c.sW * c.Ci, init, first ? 0 : c.outW, to,
		            c.outW);
	}

	// Whether one vector holds all output channels, and a window of three slides by single voxels within one of its ends.
	bool hasWindow() const {
		return windowRows > 0 && c.Co == lanes<V> && c.kW == 3 && c.tW == 1 && c.sW == 1 && c.pW <= 1 && c.oW + 2 - c.pW <= c.W + 1;
	}

	void slide() const {
		if constexpr (windowRows > 0) {
			for (int w = 0, rows; w < c.oW; w += rows) {
				rows = tallestWindow(c.oW - w);
				const int left = w - c.pW;
				const WindowRun run{segments, count, w * c.Ci, c.packed, c.Ci, left >= 0, left + rows + 1 < c.W};
				float* to = out + w * c.outW;
				runTileWindow<V>(rows, run, first ? (c.bias ? c.bias : zeros) : to, first ? 0 : c.outW, to, c.outW);
			}
		}
	}

	void copyEdges() const {
		float* to = edges;
		for (int w = 0; w < c.oW; w += tileRows) {
			const int rows = least(tileRows, c.oW - w);
			if (c.isInterior(w, rows)) continue;
			copyEdge(c, segments, count, w, rows, to);
			to += count * c.windowLength(rows);
		}
	}

	void panel(int n0, const PanelOutput<V>& panel) const {
		const float* edge = edges;
		for (int w = 0; w < c.oW; w += tileRows) {
			const int rows = least(tileRows, c.oW - w);
			if (c.isInterior(w, rows)) {
				tile(panel, n0, w, rows, segments, w * c.sW * c.Ci);
				continue;
			}
			Segment windows[maxSegments];
			for (int s = 0; s < count; s++, edge += c.windowLength(rows)) windows[s] = {edge, segments[s].row};
			tile(panel, n0, w, rows, windows, 0);
		}
	}
};

template <class V> static NOINLINE void convolveRow(const Conv3d& c, int b, int d, int h, int firstTap, int lastTap, float* scratch) {
	Segment segments[maxSegments];
	const int count = findSegments(c, b, d, h, firstTap, lastTap, segments);
	if (count == 0 && firstTap > 0) return;
	float* out = c.out + b * c.outB + d * (i64)c.outD + h * (i64)c.outH;
	const Conv3dRow<V> row{c, segments, count, out, scratch, firstTap == 0};
	if (row.hasWindow()) return row.slide();
	row.copyEdges();
	for (int n0 = 0; n0 < c.Co;) {
		const PanelOutput<V> panel(n0, c.Co, c.widest);
		row.panel(n0, panel);
		n0 += panel.width;
	}
}

template <class V> static void conv3d(Args* args, int thread) {
	Reader read(args);
	const Conv3d c(read);
	const int batch = read.integer(), scratchLength = read.integer();
	float* scratch = c.scratch + (i64)thread * scratchLength;
	const int blocks = ceilDiv(c.oH, c.rowsPerTask);
	FOR_EACH_TASK(task, batch * c.oD * blocks) {
		const int plane = task / blocks, h0 = task % blocks * c.rowsPerTask;
		const int h1 = least(h0 + c.rowsPerTask, c.oH);
		for (int tap = 0; tap < c.taps(); tap += c.rowsPerPass)
			for (int h = h0; h < h1; h++)
				convolveRow<V>(c, plane / c.oD, plane % c.oD, h, tap, least(tap + c.rowsPerPass, c.taps()), scratch);
	}
}

KERNEL(conv3d) { conv3d<Vec>(args, thread); }
