// y = a where the condition holds, b elsewhere.
alias Lane = u32;

@group(0) @binding(0) var<storage, read> condition: array<Lane>;
@group(0) @binding(1) var<storage, read> a: array<Lane>;
@group(0) @binding(2) var<storage, read> b: array<Lane>;
@group(0) @binding(3) var<storage, read_write> y: array<Lane>;
@group(0) @binding(4) var<uniform> params: Params;

struct Params {
	lanes: u32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let at = (group.y * groups.x + group.x) * 256 + thread;
	if (at < params.lanes) {
		y[at] = select(b[at], a[at], condition[at] != Lane(0));
	}
}
