// Means of γ · dy and of γ · dy · x̂ over a group, from sums [B, chunks, 2, C], one group a workgroup: [2, B, groups].
@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read> gamma: array<f32>;
@group(0) @binding(2) var<storage, read_write> means: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	chunks: u32,
	channels: u32,
	groupChannels: u32,
	// Values that a mean is of.
	count: f32,
}

var<workgroup> partial: array<vec2f, 64>;

@compute @workgroup_size(64)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	var sum = vec2f(0.0);
	for (var part = thread; part < params.chunks * params.groupChannels; part += 64) {
		let chunk = part / params.groupChannels;
		let channel = group.x * params.groupChannels + part % params.groupChannels;
		let at = (group.y * params.chunks + chunk) * 2 * params.channels + channel;
		sum += gamma[channel] * vec2f(sums[at], sums[at + params.channels]);
	}
	partial[thread] = sum;
	workgroupBarrier();
	for (var reach = 32u; reach > 0; reach /= 2) {
		if (thread < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	if (thread == 0) {
		let at = group.y * groups.x + group.x;
		means[at] = partial[0].x / params.count;
		means[groups.y * groups.x + at] = partial[0].y / params.count;
	}
}
