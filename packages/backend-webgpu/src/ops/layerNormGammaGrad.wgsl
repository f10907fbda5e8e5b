// Sums of dy · (x − mean) · scale over the rows of [rows, columns], mean and scale by row; with columnSums.wgsl.
alias Lane = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read> mean: array<f32>;
@group(0) @binding(3) var<storage, read> scale: array<f32>;
@group(0) @binding(4) var<storage, read_write> sums: array<Lane>;
@group(0) @binding(5) var<uniform> params: Params;

struct Params {
	rows: u32,
	columns: u32,
	chunkRows: u32,
}

fn term(row: u32, column: u32) -> Lane {
	let at = row * params.columns + column;
	return dy[at] * (x[at] - mean[row]) * scale[row];
}
