// With g = dy · γ and x̂ = (x − mean) · scale: dx = scale · (g − mean(g) − x̂ · mean(g · x̂)) of [B, rows, columns] in one
// pass, where a workgroup's threads hold all rows of a tile of columns, `held` each.
alias Lane = f32;
const held: u32 = 8;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read> mean: array<Lane>;
@group(0) @binding(3) var<storage, read> scale: array<Lane>;
@group(0) @binding(4) var<storage, read> gamma: array<Lane>;
@group(0) @binding(5) var<storage, read_write> dx: array<Lane>;
@group(0) @binding(6) var<uniform> params: Params;

struct Params {
	// Of one entry of the batch.
	rows: u32,
	columns: u32,
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
	let column = group.x * tile + thread % tile;
	let first = thread / tile;
	let rows = select(0, params.rows, column < params.columns);
	let start = group.y * params.rows * params.columns + column;
	let count = f32(params.rows);
	var average = Lane(0.0);
	var factor = Lane(0.0);
	var weight = Lane(0.0);
	if (column < params.columns) {
		average = mean[group.y * params.columns + column];
		factor = scale[group.y * params.columns + column];
		weight = gamma[column];
	}
	var normed: array<Lane, held>;
	var weighted: array<Lane, held>;
	var sum = Lane(0.0);
	var product = Lane(0.0);
	for (var i = 0u; i < held; i++) {
		let row = first + i * rowsAtOnce;
		if (row < rows) {
			normed[i] = (x[start + row * params.columns] - average) * factor;
			weighted[i] = dy[start + row * params.columns] * weight;
			sum += weighted[i];
			product += weighted[i] * normed[i];
		}
	}
	let plain = tileSum(sum, thread) / count;
	let projected = tileSum(product, thread) / count;
	for (var i = 0u; i < held; i++) {
		let row = first + i * rowsAtOnce;
		if (row < rows) {
			dx[start + row * params.columns] = factor * (weighted[i] - plain - normed[i] * projected);
		}
	}
}
