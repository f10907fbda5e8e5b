// Sums of the rows of [rows, columns]; with columnSums.wgsl.
alias Lane = f32;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> sums: array<Lane>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	rows: u32,
	columns: u32,
	chunkRows: u32,
}

fn term(row: u32, column: u32) -> Lane {
	return x[row * params.columns + column];
}
