// One step of AdamW: m' = β₁m + (1 − β₁)g, v' = β₂v + (1 − β₂)g², p' = p · keep − rate · m' / (√v' · root + ε)
alias Lane = f32;

@group(0) @binding(0) var<storage, read> param: array<Lane>;
@group(0) @binding(1) var<storage, read> grad: array<Lane>;
@group(0) @binding(2) var<storage, read> m: array<Lane>;
@group(0) @binding(3) var<storage, read> v: array<Lane>;
@group(0) @binding(4) var<storage, read_write> nextParam: array<Lane>;
@group(0) @binding(5) var<storage, read_write> nextM: array<Lane>;
@group(0) @binding(6) var<storage, read_write> nextV: array<Lane>;
@group(0) @binding(7) var<uniform> params: Params;

struct Params {
	lanes: u32,
	gradScale: f32,
	beta1: f32,
	beta2: f32,
	// 1 − β₁ and 1 − β₂, which float32 would round where β is near 1
	fresh1: f32,
	fresh2: f32,
	epsilon: f32,
	// 1 − lr · λ
	keep: f32,
	// lr / (1 − β₁ᵗ)
	rate: f32,
	// 1 / √(1 − β₂ᵗ)
	root: f32,
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
	let g = grad[at] * params.gradScale;
	let first = fma(g, Lane(params.fresh1), m[at] * params.beta1);
	let second = fma(g * g, Lane(params.fresh2), v[at] * params.beta2);
	nextM[at] = first;
	nextV[at] = second;
	nextParam[at] = param[at] * params.keep - params.rate * first / (sqrt(second) * params.root + params.epsilon);
}
