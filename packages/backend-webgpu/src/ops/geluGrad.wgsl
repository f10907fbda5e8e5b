// dx = dy · (Φ(x) + x · φ(x)), φ the standard normal density
alias Lane = f32;

@group(0) @binding(0) var<storage, read> dy: array<Lane>;
@group(0) @binding(1) var<storage, read> x: array<Lane>;
@group(0) @binding(2) var<storage, read_write> dx: array<Lane>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	lanes: u32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let at = (group.y * groups.x + group.x) * 256 + thread;
	if (at >= params.lanes) {
		return;
	}
	let value = x[at];
	let density = exp(-0.5 * value * value) * 0.39894228;
	dx[at] = dy[at] * fma(value, density, normalCdf(value));
}
