// Σ_d dy · y of every token and head: [B, N, h, d] twice -> [B, h, N].
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> y: array<f32>;
@group(0) @binding(2) var<storage, read_write> delta: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	// Batch · tokens · heads.
	count: u32,
	tokens: u32,
	heads: u32,
	size: u32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let at = (group.y * groups.x + group.x) * 256 + thread;
	if (at >= params.count) {
		return;
	}
	var sum = 0.0;
	for (var i = at * params.size; i < (at + 1) * params.size; i++) {
		sum = fma(dy[i], y[i], sum);
	}
	let head = at % params.heads;
	let token = at / params.heads; // of the whole batch
	let entry = (token / params.tokens) * params.heads + head;
	delta[entry * params.tokens + token % params.tokens] = sum;
}
