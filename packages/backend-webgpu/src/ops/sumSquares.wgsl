// Sums of `term` over chunks of x: one workgroup a chunk, then one the sums of the chunks, whose values are not squared.
const squared: bool = true;

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	length: u32,
	chunk: u32,
}

var<workgroup> partial: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
	let first = group.x * params.chunk;
	let end = min(first + params.chunk, params.length);
	var sum = 0.0;
	for (var at = first + thread; at < end; at += 256) {
		sum += select(x[at], x[at] * x[at], squared);
	}
	partial[thread] = sum;
	workgroupBarrier();
	for (var reach = 128u; reach > 0; reach /= 2) {
		if (thread < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	if (thread == 0) {
		sums[group.x] = partial[0];
	}
}
