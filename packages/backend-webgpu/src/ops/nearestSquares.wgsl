// y_i = min over j of x_j + (step · (i − j))² along the middle axis of [outer, extent, columns].
alias Lane = f32;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> y: array<Lane>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	lanes: u32,
	columns: u32,
	extent: u32,
	step: f32,
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
	let place = (at / params.columns) % params.extent;
	let first = at - place * params.columns;
	var nearest = x[at];
	for (var other = 0u; other < params.extent; other++) {
		let apart = params.step * f32(i32(place) - i32(other));
		nearest = min(nearest, x[first + other * params.columns] + apart * apart);
	}
	y[at] = nearest;
}
