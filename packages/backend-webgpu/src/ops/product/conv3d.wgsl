// y = x convolved with a filter: rows are output voxels, `inner` runs over taps and input channels, slices are groups.
// A gradient by the input is such a convolution over dy, for each phase of the stride, with the filter's channels swapped.

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
	filterColumns: u32, // values from one row of the filter's matrix to the next
}

alias Lane = vec4f;
const swapped: bool = false; // whether the filter is [k, k, k, columns, inner channels]
const phased: bool = false; // whether y is written with steps
const vectorX: bool = false; // whether channels come in fours
const vectorFilter: bool = false;
const hasBias: bool = false;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> x4: array<Stored>; // x again
@group(0) @binding(2) var<storage, read> weights: array<f32>;
@group(0) @binding(3) var<storage, read> weights4: array<vec4f>; // the filter again
@group(0) @binding(4) var<storage, read> bias: array<f32>;
@group(0) @binding(6) var<uniform> params: Params;

struct RowAt {
	voxel: vec3i, // where its first tap lies
	base: u32, // voxels of the batch before it
}

struct InnerAt {
	inner: u32,
	step: vec3i, // from a row's first tap to this one
	channel: u32,
}

fn voxelOf(row: u32, space: vec3u) -> vec4u {
	let rest = row / space.z;
	let plane = rest / space.y;
	return vec4u(plane % space.x, rest % space.y, row % space.z, plane / space.x);
}

fn prepareRow(row: u32) -> RowAt {
	let at = voxelOf(row, params.outSpace);
	let batchVoxels = params.inSpace.x * params.inSpace.y * params.inSpace.z;
	let voxel = vec3i(at.xyz) * params.strides - params.padsBefore;
	return RowAt(select(vec3i(-0x40000000), voxel, row < params.rows), at.w * batchVoxels);
}

fn tapOf(inner: u32) -> vec3u {
	return voxelOf(inner / params.groupChannels, params.kernel).xyz;
}

fn prepareInner(inner: u32) -> InnerAt {
	if (!vectorX) {
		return InnerAt(inner, vec3i(0), 0);
	}
	return InnerAt(inner, vec3i(tapOf(inner)) * params.dilations, inner % params.groupChannels);
}

fn indexOf(row: RowAt, step: vec3i, channel: u32) -> u32 {
	let voxel = vec3u(row.voxel + step);
	let space = params.inSpace;
	if (any(voxel >= space)) {
		return 0xffffffff;
	}
	let at = row.base + (voxel.x * space.y + voxel.y) * space.z + voxel.z;
	return at * params.inChannels + slice * params.groupChannels + channel;
}

fn valueOf(row: RowAt, inner: u32) -> f32 {
	if (inner >= params.inner) {
		return 0;
	}
	let at = indexOf(row, vec3i(tapOf(inner)) * params.dilations, inner % params.groupChannels);
	return select(x[min(at, 0x7fffffff)], 0, at == 0xffffffff);
}

fn loadA(row: RowAt, at: InnerAt) -> vec4f {
	if (vectorX) {
		let index = indexOf(row, at.step, at.channel);
		if (index == 0xffffffff || at.inner >= params.inner) {
			return vec4f(0);
		}
		return laneOf(x4[index / 4]);
	}
	return vec4f(
		valueOf(row, at.inner),
		valueOf(row, at.inner + 1),
		valueOf(row, at.inner + 2),
		valueOf(row, at.inner + 3),
	);
}

fn filterIndex(inner: u32, column: u32) -> u32 {
	if (!swapped) {
		return inner * params.filterColumns + slice * params.columns + column;
	}
	let tap = vec3u(params.firstTap + vec3i(tapOf(inner)) * params.tapStep);
	let row = (tap.x * params.filterSpace.y + tap.y) * params.filterSpace.z + tap.z;
	return (row * params.columns + column) * params.filterColumns + slice * params.groupChannels
		+ inner % params.groupChannels;
}

fn loadB(inner: u32, column: u32) -> vec4f {
	if (inner >= params.inner || column >= params.columns) {
		return vec4f(0);
	}
	let at = filterIndex(inner, column);
	if (vectorFilter) {
		return weights4[at / 4];
	}
	let step = select(1, params.filterColumns, swapped);
	let left = params.columns - column;
	return vec4f(
		weights[at],
		select(0, weights[at + step], left > 1),
		select(0, weights[at + 2 * step], left > 2),
		select(0, weights[at + 3 * step], left > 3),
	);
}

fn store(row: u32, column: u32, sum: vec4f) {
	if (row >= params.rows || column >= params.columns) {
		return;
	}
	var voxel = row;
	if (phased) {
		let at = voxelOf(row, params.outSpace);
		let place = params.yStart + at.xyz * params.yStep;
		voxel = ((at.w * params.ySpace.x + place.x) * params.ySpace.y + place.y) * params.ySpace.z + place.z;
	}
	var value = sum;
	let first = slice * params.columns + column;
	if (hasBias) {
		let last = params.outChannels - 1;
		value += vec4f(bias[first], bias[min(first + 1, last)], bias[min(first + 2, last)], bias[min(first + 3, last)]);
	}
	put(voxel * params.outChannels + first, value, params.columns - column);
}
