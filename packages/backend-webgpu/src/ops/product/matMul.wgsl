// y = x · kernel + bias; slices are the matrices of a batch. With `rowVectors` x is [inner, rows].

struct Params {
	rows: u32,
	columns: u32,
	inner: u32,
	columnTiles: u32,
	shares: u32,
	innerPerShare: u32,
	aSlice: u32, // values from one matrix of a batch to the next, 0 where all share one
	bSlice: u32,
}

alias Lane = vec4f;
const transposedB: bool = false; // kernel is [columns, inner]
const vectorA: bool = false; // whether x is read in fours
const vectorB: bool = false; // whether the kernel is read in fours along columns
const hasBias: bool = false;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read> x4: array<Stored>; // x again
@group(0) @binding(2) var<storage, read> kernel: array<f32>;
@group(0) @binding(3) var<storage, read> kernel4: array<vec4f>; // the kernel again
@group(0) @binding(4) var<storage, read> bias: array<f32>;
@group(0) @binding(6) var<uniform> params: Params;

alias RowAt = u32;
alias InnerAt = u32;

fn prepareRow(row: u32) -> RowAt {
	return row;
}

fn prepareInner(inner: u32) -> InnerAt {
	return inner;
}

// Four values from `at` on, of which `left` lie within.
fn gatherA(at: u32, left: u32) -> vec4f {
	return vec4f(
		x[at],
		select(0, x[at + 1], left > 1),
		select(0, x[at + 2], left > 2),
		select(0, x[at + 3], left > 3),
	);
}

fn loadA(row: RowAt, inner: InnerAt) -> vec4f {
	if (row >= params.rows || inner >= params.inner) {
		return vec4f(0);
	}
	let base = slice * params.aSlice;
	let at = base + select(row * params.inner + inner, inner * params.rows + row, rowVectors);
	if (vectorA) {
		return laneOf(x4[at / 4]);
	}
	return gatherA(at, select(params.inner - inner, params.rows - row, rowVectors));
}

fn loadB(inner: u32, column: u32) -> vec4f {
	if (inner >= params.inner || column >= params.columns) {
		return vec4f(0);
	}
	let base = slice * params.bSlice;
	if (vectorB) {
		return kernel4[(base + inner * params.columns + column) / 4];
	}
	let at = base + select(inner * params.columns + column, column * params.inner + inner, transposedB);
	let step = select(1, params.inner, transposedB);
	let left = params.columns - column;
	return vec4f(
		kernel[at],
		select(0, kernel[at + step], left > 1),
		select(0, kernel[at + 2 * step], left > 2),
		select(0, kernel[at + 3 * step], left > 3),
	);
}

fn store(row: u32, column: u32, sum: vec4f) {
	if (row >= params.rows || column >= params.columns) {
		return;
	}
	var value = sum;
	if (hasBias) {
		let last = params.columns - 1;
		value += vec4f(
			bias[column],
			bias[min(column + 1, last)],
			bias[min(column + 2, last)],
			bias[min(column + 3, last)],
		);
	}
	put((slice * params.rows + row) * params.columns + column, value, params.columns - column);
}
