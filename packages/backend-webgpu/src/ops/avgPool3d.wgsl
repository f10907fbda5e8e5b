// Mean voxel of each window of [B, D, H, W, columns]; padding counts as zeros, or not at all; with
// volumePlace.wgsl and poolWindows.wgsl.
alias Lane = f32;
const countPads: bool = true;

@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read_write> y: array<Lane>;

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
	let placed = placeOf(at, params.columns, params.pooled);
	let first = placed.voxel * params.strides - params.pads;
	let begin = max(first, vec3i(0));
	let end = min(first + params.kernel, params.extent);
	var sum = Lane(0.0);
	for (var d = begin.x; d < end.x; d++) {
		for (var h = begin.y; h < end.y; h++) {
			for (var w = begin.z; w < end.z; w++) {
				sum += x[laneAt(placed, vec3i(d, h, w), params.columns, params.extent)];
			}
		}
	}
	let counted = select(end - begin, params.kernel, countPads);
	y[at] = sum / f32(counted.x * counted.y * counted.z);
}
