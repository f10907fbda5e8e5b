// Windows of a volume that is zero-padded at its end to whole windows and moved by −shift, cyclically:
// [B, D, H, W, columns] -> [B · windows, voxels, columns].
alias Lane = f32;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> windows: array<Lane>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	lanes: u32,
	columns: u32,
	extent: vec3u,
	window: vec3u,
	shift: vec3u,
	// Windows along D, H, W.
	counts: vec3u,
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
	var rest = at / params.columns;
	var inside = vec3u(0);
	var place = vec3u(0);
	for (var i = 3u; i > 0; i--) {
		inside[i - 1] = rest % params.window[i - 1];
		rest /= params.window[i - 1];
	}
	for (var i = 3u; i > 0; i--) {
		place[i - 1] = rest % params.counts[i - 1];
		rest /= params.counts[i - 1];
	}
	let voxel = (place * params.window + inside + params.shift) % (params.counts * params.window);
	if (any(voxel >= params.extent)) {
		windows[at] = Lane(0.0);
		return;
	}
	let row = ((rest * params.extent.x + voxel.x) * params.extent.y + voxel.y) * params.extent.z + voxel.z;
	windows[at] = x[row * params.columns + column];
}
