// Sums of dy · (x − mean) · scale over the rows of [B · rows, columns], mean and scale [B, groups]: of one lane
// (Statistic = Lane), or of as many lanes as a group has (Statistic = f32); with columnSums.wgsl.
alias Lane = f32;
alias Statistic = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read> mean: array<Statistic>;
@group(0) @binding(3) var<storage, read> scale: array<Statistic>;
@group(0) @binding(4) var<storage, read_write> sums: array<Lane>;
@group(0) @binding(5) var<uniform> params: Params;

struct Params {
	// Of all entries of the batch.
	rows: u32,
	columns: u32,
	chunkRows: u32,
	// Of one entry.
	entryRows: u32,
	groupLanes: u32,
}

fn term(row: u32, column: u32) -> Lane {
	let at = row * params.columns + column;
	let group = ((row / params.entryRows) * params.columns + column) / params.groupLanes;
	return dy[at] * (x[at] - mean[group]) * scale[group];
}
