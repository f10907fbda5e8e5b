// Mean and sum of squared deviations of every column of [B, rows, columns], a chunk of rows and a tile of columns a
// workgroup, into moments [B, chunks, 2, columns]. Each thread updates both value by value (Welford 1962), so that a
// large mean costs no digits; threads join theirs in pairs (Chan et al. 1979).
alias Lane = f32;
const tile: u32 = 16;
const rowsAtOnce: u32 = 256 / tile;

@group(0) @binding(0) var<storage, read> x: array<Stored>;
@group(0) @binding(1) var<storage, read_write> moments: array<Lane>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	// Of one entry of the batch.
	rows: u32,
	columns: u32,
	chunkRows: u32,
}

var<workgroup> counts: array<f32, 256>;
var<workgroup> means: array<Lane, 256>;
var<workgroup> squares: array<Lane, 256>;

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let column = group.y * tile + thread % tile;
	let first = group.x * params.chunkRows;
	let end = min(first + params.chunkRows, params.rows);
	var count = 0.0;
	var mean = Lane(0.0);
	var square = Lane(0.0);
	if (column < params.columns) {
		for (var row = first + thread / tile; row < end; row += rowsAtOnce) {
			let value = laneOf(x[(group.z * params.rows + row) * params.columns + column]);
			let apart = value - mean;
			count += 1.0;
			mean += apart / count;
			square += apart * (value - mean);
		}
	}
	counts[thread] = count;
	means[thread] = mean;
	squares[thread] = square;
	workgroupBarrier();
	for (var reach = 128u; reach >= tile; reach /= 2) {
		if (thread < reach && counts[thread + reach] > 0.0) {
			let other = counts[thread + reach];
			let both = counts[thread] + other;
			let apart = means[thread + reach] - means[thread];
			means[thread] += apart * (other / both);
			squares[thread] += squares[thread + reach] + apart * apart * (counts[thread] * other / both);
			counts[thread] = both;
		}
		workgroupBarrier();
	}
	if (thread < tile && column < params.columns) {
		let at = (group.z * groups.x + group.x) * 2 * params.columns + column;
		moments[at] = means[thread];
		moments[at + params.columns] = squares[thread];
	}
}
