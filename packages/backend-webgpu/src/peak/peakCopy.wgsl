// Moves values, four at a time, as neighbours by neighbouring threads.
@group(0) @binding(0) var<storage, read> x: array<vec4f>;
@group(0) @binding(1) var<storage, read_write> y: array<vec4f>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	lanes: u32,
}

@compute @workgroup_size(256)
fn main(@builtin(global_invocation_id) thread: vec3u) {
	if (thread.x < params.lanes) {
		y[thread.x] = x[thread.x];
	}
}
