// y = (x − mean) · scale · γ + β of [B, rows, columns], mean and scale [B, groups]: of one lane (Statistic = Lane), or
// of as many lanes as a group has (Statistic = f32). With a residual, y is the sum; activated, it is multiplied
// with the slope where it is below 0.
alias Lane = f32;
alias Statistic = f32;
const hasResidual: bool = false;
const activated: bool = false;

@group(0) @binding(0) var<storage, read> x: array<Stored>;
@group(0) @binding(1) var<storage, read> mean: array<Statistic>;
@group(0) @binding(2) var<storage, read> scale: array<Statistic>;
@group(0) @binding(3) var<storage, read> gamma: array<Lane>;
@group(0) @binding(4) var<storage, read> beta: array<Lane>;
@group(0) @binding(5) var<storage, read> residual: array<Stored>;
@group(0) @binding(6) var<storage, read_write> y: array<Stored>;
@group(0) @binding(7) var<uniform> params: Params;

struct Params {
	lanes: u32,
	// Lanes of an entry of the batch, of a row and of a group.
	entryLanes: u32,
	columns: u32,
	groupLanes: u32,
	// Of the activation below 0.
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
	var value = fma((laneOf(x[at]) - mean[statistic]) * scale[statistic], gamma[column], beta[column]);
	if (hasResidual) {
		value += laneOf(residual[at]);
	}
	if (activated) {
		value = select(params.slope * value, value, value > Lane(0.0));
	}
	y[at] = storedOf(value);
}
