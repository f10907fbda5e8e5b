// Sums over the lanes that stand for one row. Every thread of the workgroup must call it.
const lanes: u32 = 32;
// Which values of a lane as vec4f count: one where Lane is f32, all where it is vec4f.
const counted: vec4f = vec4f(1.0, 0.0, 0.0, 0.0);

var<workgroup> partial: array<Sum, 256>;

fn rowSum(value: Sum, thread: u32) -> Sum {
	partial[thread] = value;
	workgroupBarrier();
	let lane = thread % lanes;
	for (var reach = lanes / 2; reach > 0; reach /= 2) {
		if (lane < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	let sum = partial[thread - lane];
	workgroupBarrier();
	return sum;
}

fn total(lane: Lane) -> f32 {
	return dot(vec4f(lane), counted);
}
