// The gradient of a depthwise convolution by its filter. A thread takes one tap and one lane of channels over a share
// of the output voxels, which writes a sum of its own.

struct Params {
	count: u32, // taps · lanes
	lanes: u32, // of one voxel
	voxels: u32,
	voxelsPerShare: u32,
	inSpace: vec3u,
	outSpace: vec3u,
	kernel: vec3u,
	strides: vec3i,
	padsBefore: vec3i,
	dilations: vec3i,
}

alias Lane = vec4f;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> dy: array<Lane>;
@group(0) @binding(2) var<storage, read_write> sums: array<Lane>;
@group(0) @binding(3) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
	let index = group.x * 64 + thread;
	if (index >= params.count) {
		return;
	}
	let lane = index % params.lanes;
	let tap = index / params.lanes;
	let plane = tap / params.kernel.z;
	let step = vec3i(vec3u(plane / params.kernel.y, plane % params.kernel.y, tap % params.kernel.z));
	let shift = step * params.dilations - params.padsBefore;
	let first = group.y * params.voxelsPerShare;
	let end = min(first + params.voxelsPerShare, params.voxels);
	let out = params.outSpace;
	let space = params.inSpace;
	var sum = Lane();
	for (var voxel = first; voxel < end; voxel++) {
		let row = voxel / out.z;
		let slab = row / out.y;
		let at = vec3u(vec3i(vec3u(slab % out.x, row % out.y, voxel % out.z)) * params.strides + shift);
		if (all(at < space)) {
			let inVoxel = ((slab / out.x * space.x + at.x) * space.y + at.y) * space.z + at.z;
			sum += x[inVoxel * params.lanes + lane] * dy[voxel * params.lanes + lane];
		}
	}
	sums[group.y * params.count + index] = sum;
}
