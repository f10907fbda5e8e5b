// y = x · scale + shift, by channel; without shift where it is absent
alias Lane = f32;
const shifted: bool = true;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> scale: array<Lane>;
@group(0) @binding(2) var<storage, read> shift: array<Lane>;
@group(0) @binding(3) var<storage, read_write> y: array<Lane>;
@group(0) @binding(4) var<uniform> params: Params;

struct Params {
	lanes: u32,
	rowLanes: u32,
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
	let channel = at % params.rowLanes;
	let scaled = x[at] * scale[channel];
	y[at] = select(scaled, scaled + shift[channel], shifted);
}
