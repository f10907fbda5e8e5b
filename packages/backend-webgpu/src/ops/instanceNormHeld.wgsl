// Instance normalisation of [B, rows, columns] in one pass, where a workgroup's threads hold all rows of a tile of
// columns, `held` each: y = (x − mean) · scale · γ + β, and mean and scale = 1 / √(variance + ε), [B, columns]. With a
// residual, y is the sum; activated, it is multiplied with the slope where it is below 0.
alias Lane = f32;
const held: u32 = 8;
const hasResidual: bool = false;
const activated: bool = false;

@group(0) @binding(0) var<storage, read> x: array<Stored>;
@group(0) @binding(1) var<storage, read> gamma: array<Lane>;
@group(0) @binding(2) var<storage, read> beta: array<Lane>;
@group(0) @binding(3) var<storage, read_write> y: array<Stored>;
@group(0) @binding(4) var<storage, read_write> mean: array<Lane>;
@group(0) @binding(5) var<storage, read_write> scale: array<Lane>;
@group(0) @binding(6) var<storage, read> residual: array<Stored>;
@group(0) @binding(7) var<uniform> params: Params;

struct Params {
	// Of one entry of the batch.
	rows: u32,
	columns: u32,
	epsilon: f32,
	// Of the activation below 0.
	slope: f32,
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
	let column = group.x * tile + thread % tile;
	let first = thread / tile;
	let rows = select(0, params.rows, column < params.columns);
	let start = group.y * params.rows * params.columns + column;
	let count = f32(params.rows);
	var values: array<Lane, held>;
	var sum = Lane(0.0);
	for (var i = 0u; i < held; i++) {
		let row = first + i * rowsAtOnce;
		if (row < rows) {
			values[i] = laneOf(x[start + row * params.columns]);
			sum += values[i];
		}
	}
	let average = tileSum(sum, thread) / count;
	var squares = Lane(0.0);
	for (var i = 0u; i < held; i++) {
		if (first + i * rowsAtOnce < rows) {
			values[i] -= average;
			squares += values[i] * values[i];
		}
	}
	let factor = inverseSqrt(tileSum(squares, thread) / count + params.epsilon);
	for (var i = 0u; i < held; i++) {
		let row = first + i * rowsAtOnce;
		if (row < rows) {
			var value = fma(values[i] * factor, gamma[column], beta[column]);
			if (hasResidual) {
				value += laneOf(residual[start + row * params.columns]);
			}
			if (activated) {
				value = select(params.slope * value, value, value > Lane(0.0));
			}
			y[start + row * params.columns] = storedOf(value);
		}
	}
	if (first == 0 && column < params.columns) {
		mean[group.y * params.columns + column] = average;
		scale[group.y * params.columns + column] = factor;
	}
}
