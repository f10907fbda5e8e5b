// Largest voxel of each window, channels last; a task is one row of output voxels.
#include "kernel.h"

struct PoolAxis {
	int in, out, kernel, stride, pad;
	// Voxels of window o, and windows that hold voxel i: from … to - 1.
	int firstVoxel(int o) const { return most(o * stride - pad, 0); }
	int endVoxel(int o) const { return least(o * stride - pad + kernel, in); }
	int firstWindow(int i) const { return ceilDiv(most(i + pad - kernel + 1, 0), stride); }
	int endWindow(int i) const { return least((i + pad) / stride + 1, out); }
	int tap(int o, int i) const { return i - o * stride + pad; }
};

struct Pool {
	PoolAxis axis[3];
	int batch, C;
	explicit Pool(Reader& read) {
		for (PoolAxis& a : axis) a = {read.integer(), read.integer(), read.integer(), read.integer(), read.integer()};
		batch = read.integer();
		C = read.integer();
	}
	i64 voxel(int b, int d, int h, int w) const {
		return (((i64)b * axis[0].in + d) * axis[1].in + h) * axis[2].in + w;
	}
	i64 window(int b, int d, int h, int w) const {
		return (((i64)b * axis[0].out + d) * axis[1].out + h) * axis[2].out + w;
	}
	int tap(int d, int h, int w) const { return (d * axis[1].kernel + h) * axis[2].kernel + w; }
};

struct Place {
	int b, d, h, w;
};

template <class V, class F> INLINE void forVoxelChannels(const Place& at, int c, int C, const F& f) {
	for (; c + lanes<V> <= C; c += lanes<V>) f.template operator()<V>(at, c);
	if constexpr (lanes<V> > 1) forVoxelChannels<HalfOf<V>>(at, c, C, f);
}

// Calls f<V>(place, channel) for every voxel of [batch, D, H, W, C], a row a task.
template <class F> INLINE void forVoxels(Args* args, int batch, int D, int H, int W, int C, const F& f) {
	FOR_EACH_TASK(task, batch * D * H) {
		Place at{task / H / D, task / H % D, task % H, 0};
		for (; at.w < W; at.w++) {
			forVoxelChannels<Vec>(at, 0, C, f);
		}
	}
}

// Calls f(address of the voxel, tap) for the voxels of a window in row-major order.
template <class F> INLINE void forWindow(const Pool& p, const float* x, Place o, const F& f) {
	const auto& [aD, aH, aW] = p.axis;
	for (int d = aD.firstVoxel(o.d); d < aD.endVoxel(o.d); d++)
		for (int h = aH.firstVoxel(o.h); h < aH.endVoxel(o.h); h++)
			for (int w = aW.firstVoxel(o.w); w < aW.endVoxel(o.w); w++)
				f(x + p.voxel(o.b, d, h, w) * p.C, p.tap(aD.tap(o.d, d), aH.tap(o.h, h), aW.tap(o.w, w)));
}

KERNEL(maxPool) {
	Reader read(args);
	const float* x = read.floats();
	float* y = read.floats();
	const Pool p(read);
	forVoxels(args, p.batch, p.axis[0].out, p.axis[1].out, p.axis[2].out, p.C, [=]<class V>(Place o, int c) {
		V best = splat<V>(-__builtin_inff());
		forWindow(p, x + c, o, [&](const float* voxel, int) {
			const V value = load<V>(voxel);
			const IntOf<V> larger = value > best, unknown = value != value;
			best = select(larger | unknown, value, best);
		});
		store(y + p.window(o.b, o.d, o.h, o.w) * p.C + c, best);
	});
}

// Which tap of each window meets the first voxel that equals y, or -1.
KERNEL(maxPoolTaps) {
	Reader read(args);
	const float *x = read.floats(), *y = read.floats();
	float* taps = read.floats();
	const Pool p(read);
	forVoxels(args, p.batch, p.axis[0].out, p.axis[1].out, p.axis[2].out, p.C, [=]<class V>(Place o, int c) {
		const i64 at = p.window(o.b, o.d, o.h, o.w) * p.C + c;
		const V largest = load<V>(y + at);
		V first = splat<V>(-1.0f);
		forWindow(p, x + c, o, [&](const float* voxel, int tap) {
			const IntOf<V> equal = load<V>(voxel) == largest, open = first < splat<V>(0.0f);
			first = select(equal & open, splat<V>((float)tap), first);
		});
		store(taps + at, first);
	});
}

// Each voxel gathers dy of the windows whose tap it is.
KERNEL(maxPoolGrad) {
	Reader read(args);
	const float *dy = read.floats(), *taps = read.floats();
	float* dx = read.floats();
	const Pool p(read);
	forVoxels(args, p.batch, p.axis[0].in, p.axis[1].in, p.axis[2].in, p.C, [=]<class V>(Place i, int c) {
		const auto& [aD, aH, aW] = p.axis;
		V sum = splat<V>(0.0f);
		for (int d = aD.firstWindow(i.d); d < aD.endWindow(i.d); d++)
			for (int h = aH.firstWindow(i.h); h < aH.endWindow(i.h); h++)
				for (int w = aW.firstWindow(i.w); w < aW.endWindow(i.w); w++) {
					const i64 at = p.window(i.b, d, h, w) * p.C + c;
					const V tap = splat<V>((float)p.tap(aD.tap(d, i.d), aH.tap(h, i.h), aW.tap(w, i.w)));
					sum += select(load<V>(taps + at) == tap, load<V>(dy + at), splat<V>(0.0f));
				}
		store(dx + p.voxel(i.b, i.d, i.h, i.w) * p.C + c, sum);
	});
}
