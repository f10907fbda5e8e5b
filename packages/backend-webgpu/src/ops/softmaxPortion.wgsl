// Logits of some voxels in workgroup memory, and for each voxel the largest of them and Σ exp(logit − largest).
const held: u32 = 3072;

var<workgroup> portion: array<f32, held>;
var<workgroup> softmaxOf: array<vec2f, 256>;

fn loadPortion(start: u32, count: u32, thread: u32) {
	for (var i = thread; i < count * params.classes; i += 256) {
		portion[i] = logits[start * params.classes + i];
	}
	workgroupBarrier();
	if (thread < count) {
		let at = thread * params.classes;
		var largest = portion[at];
		for (var i = 1u; i < params.classes; i++) {
			largest = max(largest, portion[at + i]);
		}
		var sum = 0.0;
		for (var i = 0u; i < params.classes; i++) {
			sum += exp(portion[at + i] - largest);
		}
		softmaxOf[thread] = vec2f(largest, sum);
	}
	workgroupBarrier();
}
