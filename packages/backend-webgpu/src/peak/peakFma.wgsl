// Multiply-adds on values in registers alone: eight chains of four a thread, which do not wait for one another.
const workgroup: u32 = 256;

@group(0) @binding(0) var<storage, read_write> y: array<f32>;
@group(0) @binding(1) var<uniform> params: Params;

struct Params {
	rounds: u32,
	factor: f32,
}

@compute @workgroup_size(workgroup)
fn main(@builtin(global_invocation_id) thread: vec3u) {
	var sums: array<vec4f, 8>;
	for (var i = 0u; i < 8; i++) {
		sums[i] = vec4f(f32(thread.x % 7), f32(i), 1.0, 2.0);
	}
	let factor = vec4f(params.factor);
	for (var round = 0u; round < params.rounds; round++) {
		sums[0] = fma(sums[0], factor, factor);
		sums[1] = fma(sums[1], factor, factor);
		sums[2] = fma(sums[2], factor, factor);
		sums[3] = fma(sums[3], factor, factor);
		sums[4] = fma(sums[4], factor, factor);
		sums[5] = fma(sums[5], factor, factor);
		sums[6] = fma(sums[6], factor, factor);
		sums[7] = fma(sums[7], factor, factor);
	}
	let total = sums[0] + sums[1] + sums[2] + sums[3] + sums[4] + sums[5] + sums[6] + sums[7];
	y[thread.x] = total.x + total.y + total.z + total.w;
}
