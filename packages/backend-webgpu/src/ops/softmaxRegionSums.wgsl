// [Σ p·y, Σ p, Σ p², Σ y, −Σ y·log p] of p = softmax(logits) and y the one-hot labels, for every class of [B, voxels, C]:
// a chunk of voxels and a tile of classes a workgroup, into sums [B, chunks, C, 5]. Logits are read in portions of voxels
// into workgroup memory: there a thread a voxel finds the largest and the sum, then a thread a class adds up. With softmaxPortion.wgsl.
const across: u32 = 4; // classes side by side
const down: u32 = 256 / across;

@group(0) @binding(0) var<storage, read> logits: array<f32>;
@group(0) @binding(1) var<storage, read> labels: array<i32>;
@group(0) @binding(2) var<storage, read_write> sums: array<f32>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	// Voxels of an entry of the batch, of a chunk, and of a portion.
	voxels: u32,
	chunk: u32,
	portion: u32,
	classes: u32,
	ignoreLabel: i32,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let region = group.y * across + thread % across;
	let end = min((group.x + 1) * params.chunk, params.voxels);
	var sum: array<f32, 5>;
	for (var first = group.x * params.chunk; first < end; first += params.portion) {
		let start = group.z * params.voxels + first;
		let count = min(params.portion, end - first);
		loadPortion(start, count, thread);
		if (region < params.classes) {
			for (var voxel = thread / across; voxel < count; voxel += down) {
				let label = labels[start + voxel];
				if (label == params.ignoreLabel) {
					continue;
				}
				let apart = portion[voxel * params.classes + region] - softmaxOf[voxel].x;
				let p = exp(apart) / softmaxOf[voxel].y;
				sum[1] += p;
				sum[2] = fma(p, p, sum[2]);
				if (label == i32(region)) {
					sum[0] += p;
					sum[3] += 1.0;
					sum[4] -= apart - log(softmaxOf[voxel].y);
				}
			}
		}
		workgroupBarrier();
	}
	for (var i = 0u; i < 5; i++) {
		portion[i * 256 + thread] = sum[i];
	}
	workgroupBarrier();
	for (var reach = 128u; reach >= across; reach /= 2) {
		if (thread < reach) {
			for (var i = 0u; i < 5; i++) {
				portion[i * 256 + thread] += portion[i * 256 + thread + reach];
			}
		}
		workgroupBarrier();
	}
	if (thread < across && region < params.classes) {
		for (var i = 0u; i < 5; i++) {
			sums[((group.z * groups.x + group.x) * params.classes + region) * 5 + i] = portion[i * 256 + thread];
		}
	}
}
