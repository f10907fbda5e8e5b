// Each channel convolved with a filter of its own. A thread takes one lane of channels (1 or 4) of `outputs`
// voxels that follow each other along W.

struct Params {
	count: u32, // lanes of all strips
	lanes: u32, // of one voxel
	strips: u32, // of voxels along W
	inSpace: vec3u,
	outSpace: vec3u, // of the voxels that are computed
	kernel: vec3u,
	strides: vec3i,
	padsBefore: vec3i,
	dilations: vec3i,
	ySpace: vec3u,
	yStart: vec3u, // where in y the computed voxels lie
	yStep: vec3u,
	firstTap: vec3i,
	tapStep: vec3i,
	filterSpace: vec3u,
}

alias Lane = vec4f;
const outputs: u32 = 4;
const hasBias: bool = false;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> weights: array<Lane>;
@group(0) @binding(2) var<storage, read> bias: array<Lane>;
@group(0) @binding(3) var<storage, read_write> y: array<Lane>;
@group(0) @binding(4) var<uniform> params: Params;

@compute @workgroup_size(64)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let index = (group.y * groups.x + group.x) * 64 + thread;
	if (index >= params.count) {
		return;
	}
	let lane = index % params.lanes;
	let strip = index / params.lanes;
	let row = strip / params.strips;
	let plane = row / params.outSpace.y;
	let at = vec3u(plane % params.outSpace.x, row % params.outSpace.y, strip % params.strips * outputs);
	let batch = plane / params.outSpace.x;
	let first = vec3i(at) * params.strides - params.padsBefore;
	let space = params.inSpace;

	var sums: array<Lane, outputs>;
	for (var o = 0u; o < outputs; o++) {
		sums[o] = Lane();
		if (hasBias) {
			sums[o] = bias[lane];
		}
	}
	for (var d = 0u; d < params.kernel.x; d++) {
		let inD = u32(first.x + i32(d) * params.dilations.x);
		if (inD >= space.x) {
			continue;
		}
		let tapD = (params.firstTap.x + i32(d) * params.tapStep.x) * i32(params.filterSpace.y);
		for (var h = 0u; h < params.kernel.y; h++) {
			let inH = u32(first.y + i32(h) * params.dilations.y);
			if (inH >= space.y) {
				continue;
			}
			let tapH = (tapD + params.firstTap.y + i32(h) * params.tapStep.y) * i32(params.filterSpace.z);
			let inRow = ((batch * space.x + inD) * space.y + inH) * space.z;
			for (var w = 0u; w < params.kernel.z; w++) {
				let tap = u32(tapH + params.firstTap.z + i32(w) * params.tapStep.z);
				let weight = weights[tap * params.lanes + lane];
				let inW = first.z + i32(w) * params.dilations.z;
				for (var o = 0u; o < outputs; o++) {
					let voxel = u32(inW + i32(o) * params.strides.z);
					if (voxel < space.z) {
						sums[o] += x[(inRow + voxel) * params.lanes + lane] * weight;
					}
				}
			}
		}
	}
	for (var o = 0u; o < outputs && at.z + o < params.outSpace.z; o++) {
		let place = params.yStart + (at + vec3u(0, 0, o)) * params.yStep;
		let voxel = ((batch * params.ySpace.x + place.x) * params.ySpace.y + place.y) * params.ySpace.z + place.z;
		y[voxel * params.lanes + lane] = sums[o];
	}
}
