// One axis of a gradient back through its samples: [outer, to, columns] -> [outer, from, columns]. For every voxel of
// the shorter axis, reach holds the first and the end of those that took from it; samples as in resize3d.wgsl.
alias Lane = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> samples: array<f32>;
@group(0) @binding(2) var<storage, read> reach: array<i32>;
@group(0) @binding(3) var<storage, read_write> dx: array<Lane>;
@group(0) @binding(4) var<uniform> params: Params;

struct Params {
	lanes: u32,
	columns: u32,
	source: u32,
	resized: u32,
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
	let column = at % params.columns;
	let row = at / params.columns;
	let voxel = row % params.source;
	let outer = row / params.source;
	var sum = Lane(0.0);
	for (var i = u32(reach[2 * voxel]); i < u32(reach[2 * voxel + 1]); i++) {
		let share = samples[3 * i + 2];
		let lower = select(0.0, 1.0 - share, samples[3 * i] == f32(voxel));
		let higher = select(0.0, share, samples[3 * i + 1] == f32(voxel));
		sum += (lower + higher) * dy[(outer * params.resized + i) * params.columns + column];
	}
	dx[at] = sum;
}
