// Calls `doRow(row, lane, thread)` with a subgroup of `lanes` threads for each row, which sum without workgroup memory.
// Nothing says how subgroups stand in a workgroup, so each draws a number for its row.
const lanes: u32 = 32;

var<workgroup> drawn: atomic<u32>;

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
	@builtin(subgroup_invocation_id) lane: u32,
) {
	let first = (group.y * groups.x + group.x) * (256 / lanes);
	// SwiftShader clears workgroup memory as each subgroup begins: none may draw before all have.
	workgroupBarrier();
	var number = 0u;
	if (subgroupElect()) {
		number = atomicAdd(&drawn, 1);
	}
	doRow(first + subgroupBroadcastFirst(number), lane, thread);
}

// The sum over the threads of a row. Every thread of the workgroup must call it.
fn rowSum(value: Sum, thread: u32) -> Sum {
	return subgroupAdd(value);
}
