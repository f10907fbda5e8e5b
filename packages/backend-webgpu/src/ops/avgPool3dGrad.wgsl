// dy over the counted voxels of its window, to each voxel of the window: each voxel asks the windows that meet
// it; with volumePlace.wgsl and poolWindows.wgsl.
alias Lane = f32;
const countPads: bool = true;

@group(0) @binding(1) var<storage, read> dy: array<Lane>;
@group(0) @binding(2) var<storage, read_write> dx: array<Lane>;

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
				let first = window * params.strides - params.pads;
				let inside = min(first + params.kernel, params.extent) - max(first, vec3i(0));
				let counted = select(inside, params.kernel, countPads);
				let taken = laneAt(placed, window, params.columns, params.pooled);
				sum += dy[taken] / f32(counted.x * counted.y * counted.z);
			}
		}
	}
	dx[at] = sum;
}
