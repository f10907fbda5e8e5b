// Σ x² over chunks of x, one workgroup a chunk; then one adds up the chunks, which are not squared. With rowTotal.wgsl.
alias Lane = f32;
const squared: bool = true;
// Few threads, so that the tree is short: each has added up many values by then.
const threads: u32 = 64;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> sums: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	// Lanes of x and of a chunk.
	lanes: u32,
	chunk: u32,
}

var<workgroup> partial: array<f32, threads>;

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
	let first = group.x * params.chunk;
	let end = min(first + params.chunk, params.lanes);
	var sum = Lane(0.0);
	for (var at = first + thread; at < end; at += threads) {
		sum += select(x[at], x[at] * x[at], squared);
	}
	partial[thread] = total(sum);
	workgroupBarrier();
	for (var reach = threads / 2; reach > 0; reach /= 2) {
		if (thread < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	if (thread == 0) {
		sums[group.x] = partial[0];
	}
}
