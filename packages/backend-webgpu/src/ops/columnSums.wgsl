// Sums `term(row, column)` over the rows of [B, rows, columns], a chunk of rows and a tile of columns a workgroup, into
// sums [B, chunks, columns]. Threads stand side by side along columns, and in rows of them below one another.
const tile: u32 = 16;
const rowsAtOnce: u32 = 256 / tile;

var<workgroup> partial: array<Lane, 256>;

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
	if (column < params.columns) {
		for (var row = first + thread / tile; row < end; row += rowsAtOnce) {
			sum += term(group.z * params.rows + row, column);
		}
	}
	partial[thread] = sum;
	workgroupBarrier();
	for (var reach = 128u; reach >= tile; reach /= 2) {
		if (thread < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	if (thread < tile && column < params.columns) {
		sums[(group.z * groups.x + group.x) * params.columns + column] = partial[thread];
	}
}
