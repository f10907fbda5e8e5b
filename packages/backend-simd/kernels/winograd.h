// Winograd's F(2x2, 3x3) along H and W (Lavin and Gray 2016, https://arxiv.org/abs/1509.09308): 16 products give a patch
// of 2x2 output voxels where 36 are asked, 16 sums of its 4x4 input voxels with 16 sums of the 3x3 taps; taps along D are
// added up as they are. Each of the 16 is a matrix product of its own, [patches, kD * Ci] * [kD * Ci, Co].
// No output voxel sees an input voxel that its window does not hold, so that NaN stays where it belongs.
#pragma once
#include "tile.h"

constexpr int winogradSums = 16;

// Neighbouring columns, zeros behind the last of those that are valid.
template <class V> INLINE V loadColumns(const float* from, i64 step, int valid) {
	if (step == 1 && valid == lanes<V>) return load<V>(from);
	float columns[lanes<V>] = {};
	for (int c = 0; c < valid; c++) columns[c] = from[c * step];
	return load<V>(columns);
}

template <class V> INLINE void storeColumns(float* to, const V& columns, int valid) {
	if (valid == lanes<V>) return store(to, columns);
	float all[lanes<V>];
	store(all, columns);
	copyFloats(to, all, valid);
}

// What a patch needs of a convolution of stride 1, kernel kD x 3 x 3.
struct WinogradSpace {
	int D, H, W, Ci, oD, oH, oW, Co, kD, pD, pH, pW;
	int planes, rows, columns; // patches of a block along D, H, W

	explicit WinogradSpace(Reader& read)
	    : D(read.integer()), H(read.integer()), W(read.integer()), Ci(read.integer()), oD(read.integer()),
	      oH(read.integer()), oW(read.integer()), Co(read.integer()), kD(read.integer()), pD(read.integer()),
	      pH(read.integer()), pW(read.integer()), planes(read.integer()), rows(read.integer()),
	      columns(read.integer()) {}

	int blocksAlongD() const { return ceilDiv(oD, planes); }
	int blocksAlongH() const { return ceilDiv(oH, 2 * rows); }
	int blocksAlongW() const { return ceilDiv(oW, 2 * columns); }
	int blocks() const { return blocksAlongD() * blocksAlongH() * blocksAlongW(); }
	int patchesOfPlane() const { return rows * columns; }
	int patches() const { return planes * patchesOfPlane(); }
	// Floats from one of the 16 sums of a block's input to the next: an odd number of cache lines, for these are written
	// side by side and must not meet in one set.
	int sumStride(int planeCount, int channels) const {
		return ceilDiv(planeCount * patchesOfPlane() * channels, 32) * 32 + 16;
	}
	int inputStride() const { return sumStride(planes + kD - 1, Ci); }
};

// The first output plane, row and column of a block. Neighbours in number are planes apart: threads that write beside each
// other take each other's cache lines.
struct WinogradBlock {
	int batch, d, h, w;
	WinogradBlock(const WinogradSpace& s, int task) {
		d = task % s.blocksAlongD() * s.planes, task /= s.blocksAlongD();
		w = task % s.blocksAlongW() * 2 * s.columns, task /= s.blocksAlongW();
		h = task % s.blocksAlongH() * 2 * s.rows;
		batch = task / s.blocksAlongH();
	}
};

// The first output voxel of a block's patch; it may lie behind the volume's end.
struct WinogradPatch {
	int d, h, w;
	WinogradPatch(const WinogradSpace& s, const WinogradBlock& block, int patch) {
		const int within = patch % s.patchesOfPlane();
		d = block.d + patch / s.patchesOfPlane();
		h = block.h + 2 * (within / s.columns);
		w = block.w + 2 * (within % s.columns);
	}
};

// Four rows of W voxels from voxel `first` on, `step` floats apart; a row that the volume does not have is one zero vector.
struct VoxelRows {
	const float* at[4];
	isize step[4];
	int first, W;
};

// The differences and sums along one axis: of a patch's four voxels for the input ...
template <class V> INLINE void sumInput(const V* x, V* t) {
	t[0] = x[0] - x[2];
	t[1] = x[1] + x[2];
	t[2] = x[2] - x[1];
	t[3] = x[1] - x[3];
}
// ... and of four products for the two voxels of the output.
template <class V> INLINE void sumOutput(const V* m, V* y) {
	y[0] = m[0] + m[1] + m[2];
	y[1] = m[1] - m[2] - m[3];
}

// The sums of a row of `columns` patches for one vector of channels, four for each of the `Count` combinations of rows from
// `First` on; `rows` are the four rows of voxels they lie on.
template <class V, int First, int Count>
static NOINLINE void sumPatchRow(const VoxelRows& rows, int columns, int Ci, isize stride, float* to) {
	V last[2][4];
	const auto sumColumn = [&](int column, V* sums) {
		const int w = rows.first + column;
		V x[4] = {};
		if (w >= 0 && w < rows.W)
			UNROLLED for (int r = 0; r < 4; r++) x[r] = load<V>(rows.at[r] + w * rows.step[r]);
		sumInput(x, sums);
	};
	sumColumn(0, last[0]);
	sumColumn(1, last[1]);
	for (int c = 0; c < columns; c++, to += Ci) {
		V next[2][4];
		sumColumn(2 * c + 2, next[0]);
		sumColumn(2 * c + 3, next[1]);
		float* group = to;
		UNROLLED for (int i = First; i < First + Count; i++, group += 4 * stride) {
			const V along[4] = {last[0][i], last[1][i], next[0][i], next[1][i]};
			V t[4];
			sumInput(along, t);
			UNROLLED for (int j = 0; j < 4; j++) store(group + j * stride, t[j]);
			last[0][i] = next[0][i];
			last[1][i] = next[1][i];
		}
	}
}

template <class V, int First, int Count>
static void sumPatchRows(VoxelRows& rows, int channel, int columns, int Ci, int stride, float* to) {
	for (; channel + lanes<V> <= Ci; channel += lanes<V>, to += lanes<V>) {
		sumPatchRow<V, First, Count>(rows, columns, Ci, stride, to);
		for (int r = 0; r < 4; r++)
			if (rows.step[r] > 0) rows.at[r] += lanes<V>;
	}
	if constexpr (lanes<V> > 1) sumPatchRows<HalfOf<V>, First, Count>(rows, channel, columns, Ci, stride, to);
}

// The sums of every patch of a block and of the planes that its taps along D reach: `to` [4 * Count, planes, rows, columns, Ci].
template <class V, int First = 0, int Count = 4>
static void sumBlock(const WinogradSpace& s, const WinogradBlock& block, const float* x, float* to) {
	const int stride = s.inputStride();
	for (int plane = 0; plane < s.planes + s.kD - 1; plane++) {
		const int d = block.d - s.pD + plane;
		for (int row = 0; row < s.rows; row++, to += s.columns * s.Ci) {
			VoxelRows rows;
			rows.first = block.w - s.pW, rows.W = s.W;
			for (int r = 0; r < 4; r++) {
				const int h = block.h - s.pH + 2 * row + r;
				const bool inside = d >= 0 && d < s.D && h >= 0 && h < s.H;
				rows.at[r] = inside ? x + (((i64)block.batch * s.D + d) * s.H + h) * s.W * s.Ci : zeros;
				rows.step[r] = inside ? s.Ci : 0;
			}
			sumPatchRows<V, First, Count>(rows, 0, s.columns, s.Ci, stride, to);
		}
	}
}
