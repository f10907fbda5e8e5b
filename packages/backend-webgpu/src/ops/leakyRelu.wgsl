// y = x for x > 0, slope · x else
struct Params {
	count: u32,
	slope: f32,
}

@group(0) @binding(0) var<storage, read> x: array<f32>;
@group(0) @binding(1) var<storage, read_write> y: array<f32>;
@group(0) @binding(2) var<uniform> params: Params;

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32,
) {
	let index = (group.y * groups.x + group.x) * 256 + lane;
	if (index >= params.count) {
		return;
	}
	let value = x[index];
	y[index] = select(params.slope * value, value, value > 0);
}
