// Gradient by the filter of a convolution that Winograd's patches cover, see winograd.h: what came back to each patch is
// turned into 16 gradients of its products, the input into its 16 sums again, and 16 products [Ci, patches] * [patches, Co]
// are the gradients of the 16 sums of taps, from which sumWinogradGrad makes those of the taps. A task is one share (slot)
// of the blocks for one combination of the patches' rows; slots are a fixed number and are added in order.
#include "winograd.h"

struct WinogradGrad {
	const float *x, *dy;
	float *partials, *scratch;
	int scratchLength, batch, slots, widest;
	WinogradSpace space;

	explicit WinogradGrad(Reader& read)
	    : x(read.floats()), dy(read.floats()), partials(read.floats()), scratch(read.floats()),
	      scratchLength(read.integer()), batch(read.integer()), slots(read.integer()), widest(read.integer()),
	      space(read) {}
};

// Four gradients along one axis from those of a patch's two voxels.
template <class V> INLINE void sumGradient(const V* y, V* m) {
	m[0] = y[0];
	m[1] = y[0] + y[1];
	m[2] = y[0] - y[1];
	m[3] = -y[1];
}

// The gradients of combination `Row` of one patch's products, for one vector of columns.
template <class V, int Row> INLINE void sumPatchGradient(const V (*y)[2], float* to, int stride) {
	V along[2], m[4];
	UNROLLED for (int b = 0; b < 2; b++) {
		const V column[2] = {y[0][b], y[1][b]};
		sumGradient(column, m);
		along[b] = m[Row];
	}
	sumGradient(along, m);
	UNROLLED for (int j = 0; j < 4; j++) store(to + j * (i64)stride, m[j]);
}

// `to` [4, planes, rows, columns, Co up to whole vectors], zeros where a block leaves the volume.
template <class V, int Row>
static NOINLINE void sumBlockGradient(const WinogradGrad& g, const WinogradBlock& block, int width, int stride, float* to) {
	const WinogradSpace& s = g.space;
	for (int patch = 0; patch < s.patches(); patch++, to += width) {
		const auto [d, h, w] = WinogradPatch(s, block, patch);
		for (int n = 0; n < width; n += lanes<V>) {
			V y[2][2] = {};
			for (int a = 0; a < 2 && d < s.oD && h + a < s.oH; a++) {
				for (int b = 0; b < 2 && w + b < s.oW; b++) {
					const float* voxel = g.dy + ((((i64)block.batch * s.oD + d) * s.oH + h + a) * s.oW + w + b) * s.Co + n;
					y[a][b] = loadColumns<V>(voxel, 1, least(lanes<V>, s.Co - n));
				}
			}
			sumPatchGradient<V, Row>(y, to + n, stride);
		}
	}
}

// dG [kD * Ci, width] += sums [patches, Ci]^T * gradients [patches, width] at each plane of taps.
template <class V>
static void addProducts(const WinogradGrad& g, const float* sums, const float* gradients, int width, float* out) {
	const WinogradSpace& s = g.space;
	for (int n0 = 0; n0 < width;) {
		const PanelOutput<V> panel(n0, width, g.widest);
		const int highest = panel.vectors == 1 ? 2 * tileRows : tileRows, step = ceilDiv(s.Ci, ceilDiv(s.Ci, highest));
		for (int kd = 0; kd < s.kD; kd++) {
			const Pair pair{sums + kd * s.patchesOfPlane() * s.Ci, gradients + n0};
			for (int i = 0; i < s.Ci; i += step) {
				const int rows = least(step, s.Ci - i);
				float* to = out + (i64)(kd * s.Ci + i) * width + n0;
				if (rows > tileRows) tileTNOfRows<V, 1, 2 * tileRows>(rows, &pair, 1, i, 0, s.patches(), s.Ci, width, to, width);
				else runTileTN<V>(rows, panel.vectors, &pair, 1, i, 0, s.patches(), s.Ci, width, to, width);
			}
		}
		n0 += panel.width;
	}
}

template <class V, int Row>
static void addShare(const WinogradGrad& g, int slot, int width, float* out, float* scratch) {
	const WinogradSpace& s = g.space;
	const int stride = s.inputStride(), gradientStride = s.sumStride(s.planes, width);
	const i64 blocks = (i64)g.batch * s.blocks();
	float* gradients = scratch + 4 * stride;
	const int last = (int)(blocks * (slot + 1) / g.slots);
	for (int task = (int)(blocks * slot / g.slots); task < last; task++) {
		const WinogradBlock block(s, task);
		sumBlock<V, Row, 1>(s, block, g.x, scratch);
		sumBlockGradient<V, Row>(g, block, width, gradientStride, gradients);
		for (int j = 0; j < 4; j++)
			addProducts<V>(g, scratch + j * stride, gradients + j * gradientStride, width, out + j * (i64)s.kD * s.Ci * width);
	}
}

template <class V> static void conv3dWinogradGrad(Args* args, int thread) {
	Reader read(args);
	const WinogradGrad g(read);
	const WinogradSpace& s = g.space;
	const int width = ceilDiv(s.Co, lanes<V>) * lanes<V>;
	const i64 length = 4 * (i64)s.kD * s.Ci * width;
	float* scratch = g.scratch + (i64)thread * g.scratchLength;
	FOR_EACH_TASK(task, 4 * g.slots) {
		float* out = g.partials + task * length;
		zeroFloats(out, (int)length);
		const int slot = task / 4;
		if (task % 4 == 0) addShare<V, 0>(g, slot, width, out, scratch);
		if (task % 4 == 1) addShare<V, 1>(g, slot, width, out, scratch);
		if (task % 4 == 2) addShare<V, 2>(g, slot, width, out, scratch);
		if (task % 4 == 3) addShare<V, 3>(g, slot, width, out, scratch);
	}
}

KERNEL(conv3dWinogradGrad) { conv3dWinogradGrad<Vec>(args, thread); }
