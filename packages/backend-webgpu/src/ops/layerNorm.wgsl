// y = (x − mean) / √(variance + ε) · γ + β by row. A row is held by `lanes` threads, `held` lanes each, and read once;
// with rowTotal.wgsl and rowThreads.wgsl or rowSubgroups.wgsl.
alias Lane = f32;
alias Sum = f32;
const held: u32 = 4;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> gamma: array<Lane>;
@group(0) @binding(2) var<storage, read> beta: array<Lane>;
@group(0) @binding(3) var<storage, read_write> y: array<Lane>;
@group(0) @binding(4) var<storage, read_write> mean: array<f32>;
@group(0) @binding(5) var<storage, read_write> scale: array<f32>;
@group(0) @binding(6) var<uniform> params: Params;

struct Params {
	rows: u32,
	// Lanes of a row.
	columns: u32,
	channels: f32,
	epsilon: f32,
}

fn doRow(row: u32, lane: u32, thread: u32) {
	let columns = select(0, params.columns, row < params.rows);
	let start = row * params.columns;
	var values: array<Lane, held>;
	var sum = Lane(0.0);
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			values[i] = x[start + column];
			sum += values[i];
		}
	}
	let average = rowSum(total(sum), thread) / params.channels;
	var squares = Lane(0.0);
	for (var i = 0u; i < held; i++) {
		if (i * lanes + lane < columns) {
			values[i] -= average;
			squares += values[i] * values[i];
		}
	}
	let factor = inverseSqrt(rowSum(total(squares), thread) / params.channels + params.epsilon);
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			y[start + column] = fma(values[i] * factor, gamma[column], beta[column]);
		}
	}
	if (lane == 0 && row < params.rows) {
		mean[row] = average;
		scale[row] = factor;
	}
}
