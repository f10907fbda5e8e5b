// One axis of [outer, extent, columns] at other places: [outer, mapped, columns]. Output voxel i takes first + step · i;
// what lies outside is filled, or mirrored at the borders, with (skip = 0) or without (1) the border itself.
alias Lane = u32;
const mirrored: bool = false;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> y: array<Lane>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	lanes: u32,
	columns: u32,
	extent: i32,
	mapped: u32,
	first: i32,
	step: i32,
	skip: i32,
	// Bits of the value that fills.
	filling: u32,
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
	let row = at / params.columns;
	var source = params.first + params.step * i32(row % params.mapped);
	if (mirrored && source < 0) {
		source = params.skip - 1 - source;
	}
	if (mirrored && source >= params.extent) {
		source = 2 * params.extent - 1 - params.skip - source;
	}
	if (source < 0 || source >= params.extent) {
		y[at] = Lane(params.filling);
		return;
	}
	let outer = row / params.mapped;
	y[at] = x[(outer * u32(params.extent) + u32(source)) * params.columns + at % params.columns];
}
