// dx = dy · σ(x) · (1 + x · (1 − σ(x)))
alias Lane = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read_write> dx: array<Lane>;
@group(0) @binding(3) var<uniform> params: Params;

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
	if (at >= params.lanes) {
		return;
	}
	let sigmoid = 1.0 / (1.0 + exp(-x[at]));
	dx[at] = dy[at] * sigmoid * (1.0 + x[at] * (1.0 - sigmoid));
}
