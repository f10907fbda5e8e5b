// Joins the moments [B, chunks, 2, C] of the chunks and channels of a group (Chan et al. 1979), one group a workgroup:
// mean and 1 / √(variance + ε), [B, groups].
@group(0) @binding(0) var<storage, read> moments: array<f32>;
@group(0) @binding(1) var<storage, read_write> mean: array<f32>;
@group(0) @binding(2) var<storage, read_write> scale: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	// Rows of an entry of the batch, and of a chunk but the last.
	rows: u32,
	chunkRows: u32,
	chunks: u32,
	channels: u32,
	groupChannels: u32,
	epsilon: f32,
}

var<workgroup> counts: array<f32, 64>;
var<workgroup> means: array<f32, 64>;
var<workgroup> squares: array<f32, 64>;

@compute @workgroup_size(64)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	var count = 0.0;
	var average = 0.0;
	var square = 0.0;
	for (var part = thread; part < params.chunks * params.groupChannels; part += 64) {
		let chunk = part / params.groupChannels;
		let channel = group.x * params.groupChannels + part % params.groupChannels;
		let at = (group.y * params.chunks + chunk) * 2 * params.channels + channel;
		let other = f32(min(params.chunkRows, params.rows - chunk * params.chunkRows));
		let both = count + other;
		let apart = moments[at] - average;
		average += apart * (other / both);
		square += moments[at + params.channels] + apart * apart * (count * other / both);
		count = both;
	}
	counts[thread] = count;
	means[thread] = average;
	squares[thread] = square;
	workgroupBarrier();
	for (var reach = 32u; reach > 0; reach /= 2) {
		if (thread < reach && counts[thread + reach] > 0.0) {
			let other = counts[thread + reach];
			let both = counts[thread] + other;
			let apart = means[thread + reach] - means[thread];
			means[thread] += apart * (other / both);
			squares[thread] += squares[thread + reach] + apart * apart * (counts[thread] * other / both);
			counts[thread] = both;
		}
		workgroupBarrier();
	}
	if (thread == 0) {
		let at = group.y * groups.x + group.x;
		mean[at] = means[0];
		scale[at] = inverseSqrt(squares[0] / counts[0] + params.epsilon);
	}
}
