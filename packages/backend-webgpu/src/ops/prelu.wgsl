// y = max(x, 0) + alpha · min(x, 0); alpha for all channels (Slope = f32), or one for each (Slope = Lane)
alias Lane = f32;
alias Slope = f32;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> alpha: array<Slope>;
@group(0) @binding(2) var<storage, read_write> y: array<Lane>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	lanes: u32,
	// Slopes in alpha: one, or those of a row.
	slopes: u32,
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
	let slope = Lane(alpha[at % params.slopes]);
	y[at] = select(slope * x[at], x[at], x[at] > Lane(0.0));
}
