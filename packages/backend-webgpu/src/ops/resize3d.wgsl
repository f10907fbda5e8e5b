// Each voxel from the eight around its place: [B, D, H, W, columns] -> [B, D', H', W', columns]. For every voxel of the
// output's axes D', H', W' in turn, samples holds the lower and the higher voxel of the input, and the share of the higher.
alias Lane = f32;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read> samples: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<Lane>;
@group(0) @binding(3) var<uniform> params: Params;

struct Params {
	lanes: u32,
	columns: u32,
	extent: vec3i,
	resized: vec3i,
}

fn sampleOf(index: i32) -> vec3f {
	return vec3f(samples[3 * index], samples[3 * index + 1], samples[3 * index + 2]);
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
	let placed = placeOf(at, params.columns, params.resized);
	let d = sampleOf(placed.voxel.x);
	let h = sampleOf(params.resized.x + placed.voxel.y);
	let w = sampleOf(params.resized.x + params.resized.y + placed.voxel.z);
	var sum = Lane(0.0);
	for (var corner = 0u; corner < 8; corner++) {
		let side = vec3u(corner >> 2, (corner >> 1) & 1, corner & 1);
		let shares = select(1.0 - vec3f(d.z, h.z, w.z), vec3f(d.z, h.z, w.z), side == vec3u(1));
		let share = shares.x * shares.y * shares.z;
		if (share != 0.0) {
			let voxel = vec3i(vec3f(d[side.x], h[side.y], w[side.z]));
			sum += share * x[laneAt(placed, voxel, params.columns, params.extent)];
		}
	}
	y[at] = sum;
}
