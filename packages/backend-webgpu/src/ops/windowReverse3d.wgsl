// Windows back into the volume that they were cut from: [B · windows, voxels, columns] -> [B, D, H, W, columns].
alias Lane = f32;

@group(0) @binding(0) var<storage, read> windows: array<Lane>;
@group(0) @binding(1) var<storage, read_write> y: array<Lane>;
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
	var voxel = vec3u(0);
	for (var i = 3u; i > 0; i--) {
		voxel[i - 1] = rest % params.extent[i - 1];
		rest /= params.extent[i - 1];
	}
	let whole = params.counts * params.window;
	let moved = (voxel + whole - params.shift) % whole;
	let place = moved / params.window;
	let inside = moved % params.window;
	let window = ((rest * params.counts.x + place.x) * params.counts.y + place.y) * params.counts.z + place.z;
	let row = ((window * params.window.x + inside.x) * params.window.y + inside.y) * params.window.z + inside.z;
	y[at] = windows[row * params.columns + column];
}
