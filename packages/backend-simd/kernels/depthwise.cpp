// 3-D convolution of each channel by itself, channels last: vectors of channels, tiles of 4 voxels along W whose
// windows lie inside the row. Also the gradient to its input, as in conv3d.cpp, hence strides of the taps and of the
// output; and the gradient to its filter, in shares of the rows (slots) that are added up afterwards.
#include "kernel.h"

struct Depthwise {
	const float *x, *filter, *bias;
	float* out;
	int D, H, W, C, oD, oH, oW, kD, kH, kW, sD, sH, sW, pD, pH, pW, dD, dH, dW;
	int tapD, tapH, tapW;
	i64 outB;
	int outD, outH, outW;

	explicit Depthwise(Reader& read)
	    : x(read.floats()), filter(read.floats()), bias(read.floats()), out(read.floats()), D(read.integer()),
	      H(read.integer()), W(read.integer()), C(read.integer()), oD(read.integer()), oH(read.integer()),
	      oW(read.integer()), kD(read.integer()), kH(read.integer()), kW(read.integer()), sD(read.integer()),
	      sH(read.integer()), sW(read.integer()), pD(read.integer()), pH(read.integer()), pW(read.integer()),
	      dD(read.integer()), dH(read.integer()), dW(read.integer()), tapD(read.integer()), tapH(read.integer()),
	      tapW(read.integer()), outB(read.integer64()), outD(read.integer()), outH(read.integer()),
	      outW(read.integer()) {}
};

template <class V, class F> INLINE void forSingleVectors(int C, int c, const F& f) {
	for (; c + lanes<V> <= C; c += lanes<V>) f.template operator()<V, 1>(c);
	if constexpr (lanes<V> > 1) forSingleVectors<HalfOf<V>>(C, c, f);
}

// Calls f<V, vectors>(column) for all of C channels.
template <class F> INLINE void forChannels(int C, const F& f) {
	int c = 0;
	for (; c + 2 * lanes<Vec> <= C; c += 2 * lanes<Vec>) f.template operator()<Vec, 2>(c);
	forSingleVectors<Vec>(C, c, f);
}

constexpr int maxDepthwiseRows = 128;
constexpr int depthwiseTile = 4;

// The input rows that reach an output row, from voxel -pW on, and the filter taps that they meet.
struct DepthwiseRows {
	const float* x[maxDepthwiseRows];
	const float* taps[maxDepthwiseRows];
	int count;
};

static void findRows(const Depthwise& g, int b, int d, int h, DepthwiseRows& rows) {
	rows.count = 0;
	for (int kd = 0; kd < g.kD; kd++) {
		const int id = d * g.sD - g.pD + kd * g.dD;
		if (id < 0 || id >= g.D) continue;
		for (int kh = 0; kh < g.kH; kh++) {
			const int ih = h * g.sH - g.pH + kh * g.dH;
			if (ih < 0 || ih >= g.H) continue;
			rows.x[rows.count] = g.x + ((((i64)b * g.D + id) * g.H + ih) * g.W - g.pW) * g.C;
			rows.taps[rows.count++] = g.filter + (i64)kd * g.tapD + kh * g.tapH;
		}
	}
}

// R voxels along W from w on, taps first … last - 1 of each row, NV vectors of channels from c on.
template <class V, int NV, int R>
static NOINLINE void depthwiseVoxels(const Depthwise& g, const DepthwiseRows& rows, int w, int first, int last, int c, float* out) {
	V sum[R][NV];
	for (int v = 0; v < NV; v++)
		for (int r = 0; r < R; r++) sum[r][v] = g.bias ? load<V>(g.bias + c + v * lanes<V>) : splat<V>(0.0f);
	const int step = g.sW * g.C, tapStep = g.dW * g.C;
	for (int s = 0; s < rows.count; s++) {
		const float* at = rows.x[s] + (i64)w * step + first * tapStep + c;
		const float* tap = rows.taps[s] + first * g.tapW + c;
		for (int k = first; k < last; k++, at += tapStep, tap += g.tapW) {
			for (int v = 0; v < NV; v++) {
				const V weight = load<V>(tap + v * lanes<V>);
				for (int r = 0; r < R; r++) sum[r][v] = madd(load<V>(at + r * step + v * lanes<V>), weight, sum[r][v]);
			}
		}
	}
	for (int r = 0; r < R; r++)
		for (int v = 0; v < NV; v++) store(out + (w + r) * g.outW + c + v * lanes<V>, sum[r][v]);
}

static void depthwiseRow(const Depthwise& g, const DepthwiseRows& rows, float* out) {
	for (int w = 0; w < g.oW;) {
		const int start = w * g.sW - g.pW, reach = (g.kW - 1) * g.dW;
		if (start >= 0 && w + depthwiseTile <= g.oW && start + (depthwiseTile - 1) * g.sW + reach < g.W) {
			forChannels(g.C, [&]<class V, int NV>(int c) { depthwiseVoxels<V, NV, depthwiseTile>(g, rows, w, 0, g.kW, c, out); });
			w += depthwiseTile;
			continue;
		}
		const int first = least(ceilDiv(most(-start, 0), g.dW), g.kW);
		const int last = most(first, least(g.kW, ceilDiv(most(g.W - start, 0), g.dW)));
		forChannels(g.C, [&]<class V, int NV>(int c) { depthwiseVoxels<V, NV, 1>(g, rows, w, first, last, c, out); });
		w++;
	}
}

KERNEL(depthwise) {
	Reader read(args);
	const Depthwise g(read);
	const int batch = read.integer();
	FOR_EACH_TASK(task, batch * g.oD * g.oH) {
		const int plane = task / g.oH, h = task % g.oH, b = plane / g.oD, d = plane % g.oD;
		DepthwiseRows rows;
		findRows(g, b, d, h, rows);
		depthwiseRow(g, rows, g.out + b * g.outB + (i64)d * g.outD + (i64)h * g.outH);
	}
}

struct DepthwiseGrad {
	const float *x, *dy;
	float* partials;
	int batch, D, H, W, C, oD, oH, oW, kD, kH, kW, sD, sH, sW, pD, pH, pW, dD, dH, dW, slots;

	explicit DepthwiseGrad(Reader& read)
	    : x(read.floats()), dy(read.floats()), partials(read.floats()), batch(read.integer()), D(read.integer()),
	      H(read.integer()), W(read.integer()), C(read.integer()), oD(read.integer()), oH(read.integer()),
	      oW(read.integer()), kD(read.integer()), kH(read.integer()), kW(read.integer()), sD(read.integer()),
	      sH(read.integer()), sW(read.integer()), pD(read.integer()), pH(read.integer()), pW(read.integer()),
	      dD(read.integer()), dH(read.integer()), dW(read.integer()), slots(read.integer()) {}

	// Output voxels along W at which tap kw meets the row: from … to - 1.
	int from(int kw) const { return least(ceilDiv(most(pW - kw * dW, 0), sW), oW); }
	int to(int kw) const { return most(from(kw), least(oW, ceilDiv(most(W + pW - kw * dW, 0), sW))); }
};

// Adds the products of K neighbouring taps of a row with dy, over output voxels w0 … w1 - 1.
template <class V, int NV, int K>
static NOINLINE void addDepthwiseTaps(const DepthwiseGrad& g, const float* x, const float* dy, int w0, int w1, float* out) {
	V sum[K][NV];
	for (int k = 0; k < K; k++)
		for (int v = 0; v < NV; v++) sum[k][v] = splat<V>(0.0f);
	const int step = g.sW * g.C, tapStep = g.dW * g.C;
	x += (i64)w0 * step;
	dy += (i64)w0 * g.C;
	for (int w = w0; w < w1; w++, x += step, dy += g.C) {
		for (int v = 0; v < NV; v++) {
			const V gradient = load<V>(dy + v * lanes<V>);
			for (int k = 0; k < K; k++) sum[k][v] = madd(load<V>(x + k * tapStep + v * lanes<V>), gradient, sum[k][v]);
		}
	}
	for (int k = 0; k < K; k++)
		for (int v = 0; v < NV; v++) {
			float* to = out + k * g.C + v * lanes<V>;
			store(to, load<V>(to) + sum[k][v]);
		}
}

// All taps of one input row; `x` is where voxel -pW of the row would be, at the same channel as dy and out.
template <class V, int NV> static void addDepthwiseRow(const DepthwiseGrad& g, const float* x, const float* dy, float* out) {
	const int tapStep = g.dW * g.C;
	for (int kw = 0; kw < g.kW;) {
		const int together = g.kW - kw >= 3 ? 3 : 1;
		const int w0 = g.from(kw), w1 = g.to(kw + together - 1);
		if (together == 3 && w0 < w1) {
			addDepthwiseTaps<V, NV, 3>(g, x + kw * tapStep, dy, w0, w1, out + kw * g.C);
			for (int k = kw; k < kw + 3; k++) {
				if (g.from(k) < w0) addDepthwiseTaps<V, NV, 1>(g, x + k * tapStep, dy, g.from(k), w0, out + k * g.C);
				if (w1 < g.to(k)) addDepthwiseTaps<V, NV, 1>(g, x + k * tapStep, dy, w1, g.to(k), out + k * g.C);
			}
			kw += 3;
			continue;
		}
		addDepthwiseTaps<V, NV, 1>(g, x + kw * tapStep, dy, w0, g.to(kw), out + kw * g.C);
		kw++;
	}
}

KERNEL(depthwiseFilterGrad) {
	Reader read(args);
	const DepthwiseGrad g(read);
	const int rows = g.batch * g.oD * g.oH, planeLength = g.kH * g.kW * g.C;
	FOR_EACH_TASK(task, g.kD * g.slots) {
		const int kd = task / g.slots, slot = task % g.slots;
		float* out = g.partials + ((i64)slot * g.kD + kd) * planeLength;
		zeroFloats(out, planeLength);
		const int last = (int)((i64)rows * (slot + 1) / g.slots);
		for (int row = (int)((i64)rows * slot / g.slots); row < last; row++) {
			const int plane = row / g.oH, b = plane / g.oD, id = plane % g.oD * g.sD - g.pD + kd * g.dD;
			if (id < 0 || id >= g.D) continue;
			const float* dy = g.dy + (i64)row * g.oW * g.C;
			for (int kh = 0; kh < g.kH; kh++) {
				const int ih = row % g.oH * g.sH - g.pH + kh * g.dH;
				if (ih < 0 || ih >= g.H) continue;
				const float* x = g.x + ((((i64)b * g.D + id) * g.H + ih) * g.W - g.pW) * g.C;
				float* taps = out + kh * g.kW * g.C;
				forChannels(g.C, [&]<class V, int NV>(int c) { addDepthwiseRow<V, NV>(g, x + c, dy + c, taps + c); });
			}
		}
	}
}
