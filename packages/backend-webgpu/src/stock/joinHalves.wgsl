// Columns of x [rows, columns] at their place among those of y [rows, yColumns], which holds halves.
alias Lane = vec4f;

@group(0) @binding(0) var<storage, read> x: array<Stored>;
@group(0) @binding(1) var<storage, read_write> y: array<vec2u>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	lanes: u32,
	columns: u32,
	yColumns: u32,
	first: u32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let at = (group.y * groups.x + group.x) * 256 + thread;
	if (at < params.lanes) {
		let row = at / params.columns;
		y[row * params.yColumns + params.first + at % params.columns] = packFour(laneOf(x[at]));
	}
}
