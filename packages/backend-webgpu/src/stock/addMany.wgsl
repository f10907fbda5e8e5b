// y = the sum of up to six tensors of one shape

struct Params {
	count: u32, // lanes
	terms: u32,
}

alias Lane = vec4f;

@group(0) @binding(0) var<storage, read> a: array<Lane>;
@group(0) @binding(1) var<storage, read> b: array<Lane>;
@group(0) @binding(2) var<storage, read> c: array<Lane>;
@group(0) @binding(3) var<storage, read> d: array<Lane>;
@group(0) @binding(4) var<storage, read> e: array<Lane>;
@group(0) @binding(5) var<storage, read> f: array<Lane>;
@group(0) @binding(6) var<storage, read_write> y: array<Lane>;
@group(0) @binding(7) var<uniform> params: Params;

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let index = (group.y * groups.x + group.x) * 256 + thread;
	if (index >= params.count) {
		return;
	}
	var sum = a[index];
	if (params.terms > 1) {
		sum += b[index];
	}
	if (params.terms > 2) {
		sum += c[index];
	}
	if (params.terms > 3) {
		sum += d[index];
	}
	if (params.terms > 4) {
		sum += e[index];
	}
	if (params.terms > 5) {
		sum += f[index];
	}
	y[index] = sum;
}
