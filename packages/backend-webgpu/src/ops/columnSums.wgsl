// Sums `term(row, column)` over the rows of [B, rows, columns], a chunk of rows and a tile of columns a workgroup, into
// sums [B, chunks, columns]; with tileSum.wgsl.

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
	let joined = tileSum(sum, thread);
	if (thread < tile && column < params.columns) {
		sums[(group.z * groups.x + group.x) * params.columns + column] = joined;
	}
}
