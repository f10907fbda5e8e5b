// 3-D convolution of stride 1 with kernels of kD x 3 x 3 by Winograd's F(2x2, 3x3), see winograd.h; also the gradient to
// its input. A task is a block of patches: their sums, then for each panel of columns 16 products and the voxels that these
// give. Infinities would turn into NaN on the way (∞ - ∞), so a patch with a result that is not finite is done directly.
#include "winograd.h"

struct Winograd {
	const float *x, *packed, *bias;
	float *out, *scratch;
	const float* filter;
	i64 filterD;
	int filterH, filterW, filterCi, filterCo; // floats between neighbours of the filter
	i64 outB;
	int outD, outH, outW, widest;
	WinogradSpace space;

	explicit Winograd(Reader& read)
	    : x(read.floats()), packed(read.floats()), bias(read.floats()), out(read.floats()), scratch(read.floats()),
	      filter(read.floats()), filterD(read.integer64()), filterH(read.integer()), filterW(read.integer()),
	      filterCi(read.integer()), filterCo(read.integer()), outB(read.integer64()), outD(read.integer()),
	      outH(read.integer()), outW(read.integer()), widest(read.integer()), space(read) {}
};

// One output voxel as the sum of its products, for the columns n0 … n0 + count.
static NOINLINE void convolveVoxel(const Winograd& c, int b, int d, int h, int w, int n0, int count, float* out) {
	const WinogradSpace& s = c.space;
	for (int n = 0; n < count; n++) out[n] = c.bias ? c.bias[n0 + n] : 0.0f;
	for (int kd = 0; kd < s.kD; kd++) {
		for (int tap = 0; tap < 9; tap++) {
			const int id = d - s.pD + kd, ih = h - s.pH + tap / 3, iw = w - s.pW + tap % 3;
			if (id < 0 || id >= s.D || ih < 0 || ih >= s.H || iw < 0 || iw >= s.W) continue;
			const float* voxel = c.x + ((((i64)b * s.D + id) * s.H + ih) * s.W + iw) * s.Ci;
			const float* f = c.filter + kd * c.filterD + tap / 3 * (i64)c.filterH + tap % 3 * (i64)c.filterW + n0 * (i64)c.filterCo;
			for (int i = 0; i < s.Ci; i++, f += c.filterCi) {
				for (int n = 0; n < count; n++) out[n] += voxel[i] * f[n * (i64)c.filterCo];
				if (voxel[i] != voxel[i]) return; // NaN in every column
			}
		}
	}
}

// The products of one panel's columns at each patch of a block: `to` [16, patches, width].
template <class V>
static void multiplyPatches(const Winograd& c, const PanelOutput<V>& panel, const float* sums, const float* packed, i64 packedStride, float* to) {
	const WinogradSpace& s = c.space;
	Segment segments[64];
	for (int kd = 0; kd < s.kD; kd++) segments[kd] = {sums + kd * s.patchesOfPlane() * s.Ci, kd * s.Ci};
	const int patches = s.patches(), toStride = s.sumStride(s.planes, panel.width);
	for (int j = 0; j < winogradSums; j++) {
		for (int p = 0; p < patches; p += tileRows)
			runTileNN<V>(least(tileRows, patches - p), panel.vectors, segments, s.kD, p * s.Ci, packed, s.Ci, s.Ci,
			             zeros, 0, to + p * panel.width, panel.width);
		for (int kd = 0; kd < s.kD; kd++) segments[kd].a += s.inputStride();
		packed += packedStride;
		to += toStride;
	}
}

// The 2x2 voxels of one patch for one vector of columns: from its 16 products to `y`. Gives whether all are finite.
template <class V> INLINE bool sumProducts(const float* products, int stride, const V& bias, V (*y)[2]) {
	V rows[2][4];
	UNROLLED for (int j = 0; j < 4; j++) {
		V m[4], along[2];
		UNROLLED for (int i = 0; i < 4; i++) m[i] = load<V>(products + (4 * i + j) * (i64)stride);
		sumOutput(m, along);
		rows[0][j] = along[0];
		rows[1][j] = along[1];
	}
	V zero = V{};
	UNROLLED for (int a = 0; a < 2; a++) {
		sumOutput(rows[a], y[a]);
		UNROLLED for (int b = 0; b < 2; b++) {
			y[a][b] += bias;
			zero += y[a][b] - y[a][b];
		}
	}
	return sumLanes(zero) == 0.0f;
}

template <class V> struct PatchOutput {
	const Winograd& c;
	const WinogradBlock& block;
	const float* products;
	int stride, width;

	// Writes the columns n … n + lanes of the patch, the `column`th on of the panel; `valid` of them are the output's.
	void write(int patch, int d, int h, int w, int n, int column, int valid) const {
		const WinogradSpace& s = c.space;
		const int rows = least(2, s.oH - h), columns = least(2, s.oW - w);
		V y[2][2];
		const V bias = c.bias ? loadColumns<V>(c.bias + n, 1, valid) : V{};
		const bool finite = sumProducts(products + patch * width + column, stride, bias, y);
		float* to = c.out + block.batch * c.outB + d * (i64)c.outD + h * (i64)c.outH + w * (i64)c.outW + n;
		for (int a = 0; a < rows; a++, to += c.outH) {
			for (int b = 0; b < columns; b++) {
				if (finite) storeColumns(to + b * c.outW, y[a][b], valid);
				else convolveVoxel(c, block.batch, d, h + a, w + b, n, valid, to + b * c.outW);
			}
		}
	}
};

template <class V>
static NOINLINE void writePatches(const Winograd& c, const WinogradBlock& block, const PanelOutput<V>& panel, int n0, const float* products) {
	const WinogradSpace& s = c.space;
	const PatchOutput<V> output{c, block, products, s.sumStride(s.planes, panel.width), panel.width};
	for (int patch = 0; patch < s.patches(); patch++) {
		const auto [d, h, w] = WinogradPatch(s, block, patch);
		if (d >= s.oD || h >= s.oH || w >= s.oW) continue;
		for (int v = 0; v < panel.valid; v += lanes<V>)
			output.write(patch, d, h, w, n0 + v, v, least(lanes<V>, panel.valid - v));
	}
}

template <class V> static void conv3dWinograd(Args* args, int thread) {
	Reader read(args);
	const Winograd c(read);
	const int batch = read.integer(), scratchLength = read.integer();
	const WinogradSpace& s = c.space;
	float* sums = c.scratch + (i64)thread * scratchLength;
	float* products = sums + winogradSums * s.inputStride();
	const i64 K = s.kD * s.Ci, packedStride = K * ceilDiv(s.Co, lanes<V>) * lanes<V>;
	FOR_EACH_TASK(task, batch * s.blocks()) {
		const WinogradBlock block(s, task);
		sumBlock<V>(s, block, c.x, sums);
		for (int n0 = 0; n0 < s.Co;) {
			const PanelOutput<V> panel(n0, s.Co, c.widest);
			multiplyPatches(c, panel, sums, c.packed + n0 * K, packedStride, products);
			writePatches(c, block, panel, n0, products);
			n0 += panel.width;
		}
	}
}

KERNEL(conv3dWinograd) { conv3dWinograd<Vec>(args, thread); }
