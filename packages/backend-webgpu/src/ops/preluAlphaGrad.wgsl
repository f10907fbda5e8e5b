// Sums of dy · min(x, 0) over the rows of [rows, columns]; with columnSums.wgsl.
alias Lane = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read_write> sums: array<Lane>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	rows: u32,
	columns: u32,
	chunkRows: u32,
}

fn term(row: u32, column: u32) -> Lane {
	let at = row * params.columns + column;
	return dy[at] * min(x[at], Lane(0.0));
}
