// With g = dy · γ and x̂ = (x − mean) · scale: dx = scale · (g − mean(g) − x̂ · mean(g · x̂)), means over a
// row; with rowTotal.wgsl and rowThreads.wgsl or rowSubgroups.wgsl.
alias Lane = f32;
alias Sum = vec2f;
const held: u32 = 4;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read> mean: array<f32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read> gamma: array<Lane>;
@group(0) @binding(5) var<storage, read_write> dx: array<Lane>;
@group(0) @binding(6) var<uniform> params: Params;

struct Params {
	rows: u32,
	// Lanes of a row.
	columns: u32,
	channels: f32,
}

fn doRow(row: u32, lane: u32, thread: u32) {
	let inside = row < params.rows;
	let columns = select(0, params.columns, inside);
	let start = row * params.columns;
	var average = 0.0;
	var factor = 0.0;
	if (inside) {
		average = mean[row];
		factor = scale[row];
	}
	var normed: array<Lane, held>;
	var weighted: array<Lane, held>;
	var sum = vec2f(0.0);
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			normed[i] = (x[start + column] - average) * factor;
			weighted[i] = dy[start + column] * gamma[column];
			sum += vec2f(total(weighted[i]), total(weighted[i] * normed[i]));
		}
	}
	let means = rowSum(sum, thread) / params.channels;
	for (var i = 0u; i < held; i++) {
		let column = i * lanes + lane;
		if (column < columns) {
			dx[start + column] = factor * (weighted[i] - means.x - normed[i] * means.y);
		}
	}
}
