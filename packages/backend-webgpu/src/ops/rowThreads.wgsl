// Calls `doRow(row, lane, thread)` with `lanes` threads for each row, which sum through workgroup memory.
const lanes: u32 = 32;

var<workgroup> partial: array<Sum, 256>;

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let first = (group.y * groups.x + group.x) * (256 / lanes);
	doRow(first + thread / lanes, thread % lanes, thread);
}

// The sum over the threads of a row. Every thread of the workgroup must call it.
fn rowSum(value: Sum, thread: u32) -> Sum {
	partial[thread] = value;
	workgroupBarrier();
	let lane = thread % lanes;
	for (var reach = lanes / 2; reach > 0; reach /= 2) {
		if (lane < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	let sum = partial[thread - lane];
	workgroupBarrier();
	return sum;
}
