// Rows of [rows, C] scaled to length 1, x / max(|x|, epsilon), and the gradient.
#include "rows.h"

KERNEL(l2Normalize) {
	Reader read(args);
	const float* x = read.floats();
	float *y = read.floats(), *scales = read.floats();
	const int rows = read.integer(), C = read.integer();
	const float epsilon = read.number();
	FOR_EACH_TASK(task, ceilDiv(rows, rowsPerTask)) {
		for (int row = task * rowsPerTask; row < least(rows, (task + 1) * rowsPerTask); row++) {
			const float* in = x + (i64)row * C;
			const float squares = sumLongRow(C, [=]<class V>(int c, V) { return load<V>(in + c) * load<V>(in + c); });
			const float scale = 1.0f / larger(epsilon, squareRoot(squares)); // a NaN stays one
			scales[row] = scale;
			mapRow<Vec>(C, y + (i64)row * C, [=]<class V>(int c) { return load<V>(in + c) * splat<V>(scale); });
		}
	}
}

KERNEL(l2NormalizeGrad) {
	Reader read(args);
	const float *dy = read.floats(), *y = read.floats(), *scales = read.floats();
	float* dx = read.floats();
	const int rows = read.integer(), C = read.integer();
	const float epsilon = read.number();
	FOR_EACH_TASK(task, ceilDiv(rows, rowsPerTask)) {
		for (int row = task * rowsPerTask; row < least(rows, (task + 1) * rowsPerTask); row++) {
			const float *grad = dy + (i64)row * C, *out = y + (i64)row * C, scale = scales[row];
			const float sum = sumLongRow(C, [=]<class V>(int c, V) { return load<V>(grad + c) * load<V>(out + c); });
			const float projection = scale < 1.0f / epsilon ? sum : 0.0f;
			mapRow<Vec>(C, dx + (i64)row * C, [=]<class V>(int c) {
				return (load<V>(grad + c) - load<V>(out + c) * splat<V>(projection)) * splat<V>(scale);
			});
		}
	}
}
