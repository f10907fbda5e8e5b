// dx = scale · (dy − y · Σ dy · y) by row, and scale · dy where ‖x‖ ≤ ε, which is where scale is 1 / ε; with
// rowTotal.wgsl and rowThreads.wgsl or rowSubgroups.wgsl.
alias Lane = f32;
alias Sum = f32;
const held: u32 = 4;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> y: array<Lane>;
@group(0) @binding(2) var<storage, read> scale: array<f32>;
@group(0) @binding(3) var<storage, read_write> dx: array<Lane>;
@group(0) @binding(4) var<uniform> params: Params;

struct Params {
	rows: u32,
	// Lanes of a row.
	columns: u32,
	// 1 / ε
	largest: f32,
}

fn doRow(row: u32, lane: u32, thread: u32) {
	let columns = select(0, params.columns, row < params.rows);
	let start = row * params.columns;
	var values: array<Lane, held>;
	var products = Lane(0.0);
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			values[i] = dy[start + column];
			products += values[i] * y[start + column];
		}
	}
	let sum = rowSum(total(products), thread);
	var factor = 0.0;
	if (row < params.rows) {
		factor = scale[row];
	}
	let projection = select(0.0, sum, factor < params.largest);
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			dx[start + column] = factor * (values[i] - y[start + column] * projection);
		}
	}
}
