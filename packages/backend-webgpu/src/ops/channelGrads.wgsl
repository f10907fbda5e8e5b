// dγ and dβ from sums [chunks of all entries, 2, C] of g and of g · x̂, a channel a workgroup.
@group(0) @binding(0) var<storage, read> sums: array<f32>;
@group(0) @binding(1) var<storage, read_write> dGamma: array<f32>;
@group(0) @binding(2) var<storage, read_write> dBeta: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	chunks: u32,
	channels: u32,
}

var<workgroup> partial: array<vec2f, 64>;

@compute @workgroup_size(64)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let channel = group.y * groups.x + group.x;
	var sum = vec2f(0.0);
	if (channel < params.channels) {
		for (var chunk = thread; chunk < params.chunks; chunk += 64) {
			let at = chunk * 2 * params.channels + channel;
			sum += vec2f(sums[at], sums[at + params.channels]);
		}
	}
	partial[thread] = sum;
	workgroupBarrier();
	for (var reach = 32u; reach > 0; reach /= 2) {
		if (thread < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	if (thread == 0 && channel < params.channels) {
		dBeta[channel] = partial[0].x;
		dGamma[channel] = partial[0].y;
	}
}
