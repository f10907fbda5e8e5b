// dy to the first of the largest voxels of each window, in row-major order: each voxel asks the windows that meet it;
// with volumePlace.wgsl and poolWindows.wgsl.
alias Lane = f32;

@group(0) @binding(1) var<storage, read> dy: array<Lane>;
@group(0) @binding(2) var<storage, read> x: array<Lane>;
@group(0) @binding(3) var<storage, read> y: array<Lane>;
@group(0) @binding(4) var<storage, read_write> dx: array<Lane>;

// 1 where the voxel is the first of the window that equals its largest value, else 0.
fn isFirst(placed: Place, value: Lane, largest: Lane, first: vec3i) -> Lane {
	var open = select(Lane(0.0), Lane(1.0), value == largest);
	if (!any(open == Lane(1.0))) {
		return open;
	}
	let begin = max(first, vec3i(0));
	let end = min(first + params.kernel, params.extent);
	for (var d = begin.x; d <= placed.voxel.x; d++) {
		for (var h = begin.y; h < end.y; h++) {
			for (var w = begin.z; w < end.z; w++) {
				let before = d < placed.voxel.x || h < placed.voxel.y || (h == placed.voxel.y && w < placed.voxel.z);
				if (!before) {
					return open;
				}
				let other = x[laneAt(placed, vec3i(d, h, w), params.columns, params.extent)];
				open *= select(Lane(1.0), Lane(0.0), other == largest);
			}
		}
	}
	return open;
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
	let placed = placeOf(at, params.columns, params.extent);
	let padded = placed.voxel + params.pads;
	let begin = firstWindow(padded);
	let end = min(padded / params.strides + 1, params.pooled);
	var sum = Lane(0.0);
	for (var d = begin.x; d < end.x; d++) {
		for (var h = begin.y; h < end.y; h++) {
			for (var w = begin.z; w < end.z; w++) {
				let window = vec3i(d, h, w);
				let taken = laneAt(placed, window, params.columns, params.pooled);
				let first = window * params.strides - params.pads;
				sum += dy[taken] * isFirst(placed, x[at], y[taken], first);
			}
		}
	}
	dx[at] = sum;
}
