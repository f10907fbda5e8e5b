// Softmax of the rows of [rows, C].
#include "rows.h"
#include "softmaxRow.h"

KERNEL(softmax) {
	Reader read(args);
	const float* x = read.floats();
	float* y = read.floats();
	const int rows = read.integer(), C = read.integer();
	FOR_EACH_TASK(task, ceilDiv(rows, rowsPerTask)) {
		for (int row = task * rowsPerTask; row < least(rows, (task + 1) * rowsPerTask); row++) {
			float *out = y + (i64)row * C, largest;
			copyFloats(out, x + (i64)row * C, C);
			const float factor = 1.0f / exponentialsOfRow<Vec>(out, C, 1.0f, largest);
			mapRow<Vec>(C, out, [=]<class V>(int c) { return load<V>(out + c) * splat<V>(factor); });
		}
	}
}
