// Sums of one axis of [outer, extent, inner] up to each place, with it or without, from the first on or from the last.
alias Value = f32;

@group(0) @binding(0) var<storage, read> x: array<Value>;
@group(0) @binding(1) var<storage, read_write> y: array<Value>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	// outer · inner
	lines: u32,
	extent: u32,
	inner: u32,
	exclusive: u32,
	reversed: u32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let line = (group.y * groups.x + group.x) * 256 + thread;
	if (line >= params.lines) {
		return;
	}
	let start = (line / params.inner) * params.extent * params.inner + line % params.inner;
	var sum = Value(0);
	for (var i = 0u; i < params.extent; i++) {
		let place = select(i, params.extent - 1 - i, params.reversed == 1);
		let at = start + place * params.inner;
		let before = sum;
		sum += x[at];
		y[at] = select(sum, before, params.exclusive == 1);
	}
}
