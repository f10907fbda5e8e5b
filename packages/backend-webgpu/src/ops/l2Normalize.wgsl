// y = x / max(‖x‖, ε) by row; with rowTotal.wgsl and rowThreads.wgsl or rowSubgroups.wgsl.
alias Lane = f32;
alias Sum = f32;
const held: u32 = 4;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> y: array<Lane>;
@group(0) @binding(2) var<storage, read_write> scale: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	rows: u32,
	// Lanes of a row.
	columns: u32,
	epsilon: f32,
}

fn doRow(row: u32, lane: u32, thread: u32) {
	let columns = select(0, params.columns, row < params.rows);
	let start = row * params.columns;
	var values: array<Lane, held>;
	var squares = Lane(0.0);
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			values[i] = x[start + column];
			squares += values[i] * values[i];
		}
	}
	let factor = 1.0 / max(sqrt(rowSum(total(squares), thread)), params.epsilon);
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			y[start + column] = values[i] * factor;
		}
	}
	if (lane == 0 && row < params.rows) {
		scale[row] = factor;
	}
}
