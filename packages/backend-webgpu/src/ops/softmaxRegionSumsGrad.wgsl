// With the gradients d₀ … d₄ of the five sums, g_c = d₀y_c + d₁ + 2d₂p_c: p_c(g_c − Σ p·g), and of the cross-entropy
// p_c · Σ d₄y − d₄y_c. A portion of voxels a workgroup; with softmaxPortion.wgsl.
@group(0) @binding(0) var<storage, read> dy: array<f32>;
@group(0) @binding(1) var<storage, read> logits: array<f32>;
@group(0) @binding(2) var<storage, read> labels: array<i32>;
@group(0) @binding(3) var<storage, read_write> dlogits: array<f32>;
@group(0) @binding(4) var<uniform> params: Params;

struct Params {
	// Voxels of an entry of the batch, and of a portion.
	voxels: u32,
	portion: u32,
	classes: u32,
	ignoreLabel: i32,
}

// What a voxel's classes share: Σ p·g − Σ d₄y.
var<workgroup> projections: array<f32, 256>;

fn probability(voxel: u32, region: u32) -> f32 {
	return exp(portion[voxel * params.classes + region] - softmaxOf[voxel].x) / softmaxOf[voxel].y;
}

// d₀y + d₁ + 2d₂p
fn slope(at: u32, p: f32, isLabel: bool) -> f32 {
	return select(0.0, dy[at], isLabel) + dy[at + 1] + 2.0 * dy[at + 2] * p;
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let first = (group.y * groups.x + group.x) * params.portion;
	if (first >= params.voxels) {
		return;
	}
	let start = group.z * params.voxels + first;
	let count = min(params.portion, params.voxels - first);
	let entry = group.z * params.classes * 5;
	loadPortion(start, count, thread);
	if (thread < count) {
		let label = labels[start + thread];
		var projection = 0.0;
		for (var region = 0u; region < params.classes; region++) {
			let p = probability(thread, region);
			projection = fma(p, slope(entry + region * 5, p, label == i32(region)), projection);
		}
		if (label >= 0 && label < i32(params.classes)) {
			projection -= dy[entry + u32(label) * 5 + 4];
		}
		projections[thread] = projection;
	}
	workgroupBarrier();
	for (var i = thread; i < count * params.classes; i += 256) {
		let voxel = i / params.classes;
		let region = i % params.classes;
		let label = labels[start + voxel];
		let isLabel = label == i32(region);
		let at = entry + region * 5;
		let p = probability(voxel, region);
		let gradient = p * (slope(at, p, isLabel) - projections[voxel]) - select(0.0, dy[at + 4], isLabel);
		dlogits[start * params.classes + i] = select(gradient, 0.0, label == params.ignoreLabel);
	}
}
