// With x̂ = (x − mean) · scale: dx = scale · (g · γ − mean(g · γ) − x̂ · mean(g · γ · x̂)), of [B, rows, columns]; the
// statistics [B, groups] are of one lane (Statistic = Lane), or of as many lanes as a group has (Statistic = f32). A file
// with `gradientAt` gives g.
alias Lane = f32;
alias Statistic = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read> mean: array<Statistic>;
@group(0) @binding(3) var<storage, read> scale: array<Statistic>;
@group(0) @binding(4) var<storage, read> gamma: array<Lane>;
@group(0) @binding(5) var<storage, read> means: array<Statistic>;
@group(0) @binding(6) var<storage, read_write> dx: array<Lane>;
@group(0) @binding(7) var<uniform> params: Params;

struct Params {
	lanes: u32,
	// Lanes of an entry of the batch, of a row and of a group.
	entryLanes: u32,
	columns: u32,
	groupLanes: u32,
	// Statistics of all entries.
	statistics: u32,
	// Of an activation below 0.
	slope: f32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let at = (group.y * groups.x + group.x) * 256 + thread;
	if (at >= params.lanes) {
		return;
	}
	let column = at % params.columns;
	let statistic = ((at / params.entryLanes) * params.columns + column) / params.groupLanes;
	let normed = (x[at] - mean[statistic]) * scale[statistic];
	let gradient = gradientAt(at, column, normed);
	let centred = fma(gradient, gamma[column], -(means[statistic] + normed * means[params.statistics + statistic]));
	dx[at] = scale[statistic] * centred;
}
