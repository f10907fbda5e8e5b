// The gradient of a convolution by its filter: rows are taps and input channels, `inner` runs over output voxels,
// columns are output channels, slices are groups. Each share of the voxels writes a sum of its own.

struct Params {
	rows: u32,
	columns: u32, // output channels of a group
	inner: u32,
	columnTiles: u32,
	shares: u32,
	innerPerShare: u32,
	groupChannels: u32, // input channels of a group
	inChannels: u32,
	outChannels: u32,
	inSpace: vec3u,
	outSpace: vec3u,
	kernel: vec3u,
	strides: vec3i,
	padsBefore: vec3i,
	dilations: vec3i,
}

const vectorX: bool = false; // whether channels come in fours
const vectorDy: bool = false;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> x4: array<vec4f>; // x again
@group(0) @binding(2) var<storage, read> dy: array<f32>;
@group(0) @binding(3) var<storage, read> dy4: array<vec4f>; // dy again
@group(0) @binding(6) var<uniform> params: Params;

struct RowAt {
	row: u32,
	step: vec3i, // from an output's first voxel to the tap
	channel: u32,
}

struct InnerAt {
	voxel: vec3i, // where the first tap lies
	base: u32, // voxels of the batch before it
}

fn voxelOf(row: u32, space: vec3u) -> vec4u {
	let rest = row / space.z;
	let plane = rest / space.y;
	return vec4u(plane % space.x, rest % space.y, row % space.z, plane / space.x);
}

fn prepareRow(row: u32) -> RowAt {
	let tap = voxelOf(row / params.groupChannels, params.kernel).xyz;
	return RowAt(row, vec3i(tap) * params.dilations, row % params.groupChannels + slice * params.groupChannels);
}

fn prepareInner(inner: u32) -> InnerAt {
	let at = voxelOf(inner, params.outSpace);
	let batchVoxels = params.inSpace.x * params.inSpace.y * params.inSpace.z;
	let voxel = vec3i(at.xyz) * params.strides - params.padsBefore;
	return InnerAt(select(vec3i(-0x40000000), voxel, inner < params.inner), at.w * batchVoxels);
}

// Index of a value of x, or 0xffffffff outside.
fn indexOf(at: InnerAt, step: vec3i, channel: u32) -> u32 {
	let voxel = vec3u(at.voxel + step);
	let space = params.inSpace;
	if (any(voxel >= space)) {
		return 0xffffffff;
	}
	return (at.base + (voxel.x * space.y + voxel.y) * space.z + voxel.z) * params.inChannels + channel;
}

fn valueOf(row: u32, at: InnerAt) -> f32 {
	let place = prepareRow(row);
	let index = indexOf(at, place.step, place.channel);
	return select(x[min(index, 0x7fffffff)], 0, index == 0xffffffff || row >= params.rows);
}

fn loadA(row: RowAt, at: InnerAt) -> vec4f {
	if (vectorX) {
		let index = indexOf(at, row.step, row.channel);
		if (index == 0xffffffff || row.row >= params.rows) {
			return vec4f(0);
		}
		return x4[index / 4];
	}
	return vec4f(valueOf(row.row, at), valueOf(row.row + 1, at), valueOf(row.row + 2, at), valueOf(row.row + 3, at));
}

fn loadB(inner: u32, column: u32) -> vec4f {
	if (inner >= params.inner || column >= params.columns) {
		return vec4f(0);
	}
	let at = inner * params.outChannels + slice * params.columns + column;
	if (vectorDy) {
		return dy4[at / 4];
	}
	let left = params.columns - column;
	return vec4f(
		dy[at],
		select(0, dy[at + 1], left > 1),
		select(0, dy[at + 2], left > 2),
		select(0, dy[at + 3], left > 3),
	);
}

fn store(row: u32, column: u32, sum: vec4f) {
	if (row >= params.rows || column >= params.columns) {
		return;
	}
	let first = slice * params.columns + column;
	put((share * params.rows + row) * params.outChannels + first, sum, params.columns - column);
}
