// The gradient of a convolution by an input of few channels, whose tiles of a product would be mostly empty: a thread
// sums all channels of `outputs` voxels that follow each other along W.

struct Params {
	count: u32, // strips of voxels
	lanes: u32, // of one voxel of x
	strips: u32, // along W
	inSpace: vec3u,
	outSpace: vec3u, // of the voxels that are computed
	kernel: vec3u,
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
const counted: vec4f = vec4f(1.0); // which values of a lane there are
const channels: u32 = 1; // of y
const outputs: u32 = 4;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> weights: array<Lane>; // [k, k, k, channels, lanes]
@group(0) @binding(2) var<storage, read_write> y: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

var<private> sums: array<f32, channels * outputs>;

// Adds what one tap gives to the strip whose first voxel is at `inW`, of the row of x from `inRow` on.
fn addTap(tap: u32, inRow: u32, inW: i32) {
	for (var lane = 0u; lane < params.lanes; lane++) {
		var values: array<Lane, outputs>;
		for (var o = 0u; o < outputs; o++) {
			let voxel = u32(inW + i32(o));
			if (voxel < params.inSpace.z) {
				values[o] = x[(inRow + voxel) * params.lanes + lane];
			}
		}
		for (var c = 0u; c < channels; c++) {
			let weight = weights[(tap * channels + c) * params.lanes + lane];
			for (var o = 0u; o < outputs; o++) {
				sums[c * outputs + o] += dot(vec4f(values[o] * weight), counted);
			}
		}
	}
}

@compute @workgroup_size(64)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let strip = (group.y * groups.x + group.x) * 64 + thread;
	if (strip >= params.count) {
		return;
	}
	let row = strip / params.strips;
	let plane = row / params.outSpace.y;
	let at = vec3u(plane % params.outSpace.x, row % params.outSpace.y, strip % params.strips * outputs);
	let batch = plane / params.outSpace.x;
	let first = vec3i(at) - params.padsBefore;
	let space = params.inSpace;
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
				addTap(tap, inRow, first.z + i32(w) * params.dilations.z);
			}
		}
	}
	for (var o = 0u; o < outputs && at.z + o < params.outSpace.z; o++) {
		let place = params.yStart + (at + vec3u(0, 0, o)) * params.yStep;
		let voxel = ((batch * params.ySpace.x + place.x) * params.ySpace.y + place.y) * params.ySpace.z + place.z;
		for (var c = 0u; c < channels; c++) {
			y[voxel * channels + c] = sums[c * outputs + o];
		}
	}
}
