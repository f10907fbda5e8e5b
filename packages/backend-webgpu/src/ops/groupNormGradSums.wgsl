// Sums of g and of g · x̂, x̂ = (x − mean) · scale, for every column of [B, rows, columns], a chunk of rows and a tile of
// columns a workgroup, into sums [B, chunks, 2, columns]; with tileSum.wgsl, and g by a file with `gradientAt`.
alias Lane = f32;
alias Statistic = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read> mean: array<Statistic>;
@group(0) @binding(3) var<storage, read> scale: array<Statistic>;
@group(0) @binding(4) var<storage, read> gamma: array<Lane>; // for `gradientAt`
@group(0) @binding(5) var<storage, read_write> sums: array<Lane>;
@group(0) @binding(6) var<uniform> params: Params;

struct Params {
	// Of one entry of the batch.
	rows: u32,
	columns: u32,
	chunkRows: u32,
	// Lanes of a group.
	groupLanes: u32,
	// Of an activation below 0.
	slope: f32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let column = group.y * tile + thread % tile;
	let first = group.x * params.chunkRows;
	let end = min(first + params.chunkRows, params.rows);
	var sum = Lane(0.0);
	var product = Lane(0.0);
	if (column < params.columns) {
		let statistic = (group.z * params.columns + column) / params.groupLanes;
		let average = mean[statistic];
		let factor = scale[statistic];
		for (var row = first + thread / tile; row < end; row += rowsAtOnce) {
			let at = (group.z * params.rows + row) * params.columns + column;
			let apart = x[at] - average;
			let gradient = gradientAt(at, column, Lane(apart * factor));
			sum += gradient;
			product += gradient * apart;
		}
		product *= factor;
	}
	let plain = tileSum(sum, thread);
	let projected = tileSum(product, thread);
	if (thread < tile && column < params.columns) {
		let at = (group.z * groups.x + group.x) * 2 * params.columns + column;
		sums[at] = plain;
		sums[at + params.columns] = projected;
	}
}
