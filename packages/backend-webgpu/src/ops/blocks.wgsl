// Blocks of voxels into channels, or back: [B, D, bD, H, bH, W, run] and [B, D, H, W, bD, bH, run], where the lanes of
// bW voxels with their channels are one run in both.
alias Lane = f32;
const toSpace: bool = true;

@group(0) @binding(0) var<storage, read> x: array<Lane>;
@group(0) @binding(1) var<storage, read_write> y: array<Lane>;
@group(0) @binding(2) var<uniform> params: Params;

struct Params {
	lanes: u32,
	// Lanes of a run.
	run: u32,
	// Blocks along D, H, W.
	blocks: vec3u,
	// Voxels of a block along D, H.
	block: vec2u,
}

@compute @workgroup_size(256)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let inSpace = (group.y * groups.x + group.x) * 256 + thread;
	if (inSpace >= params.lanes) {
		return;
	}
	var rest = inSpace / params.run;
	let w = rest % params.blocks.z;
	rest /= params.blocks.z;
	let inH = rest % params.block.y;
	rest /= params.block.y;
	let h = rest % params.blocks.y;
	rest /= params.blocks.y;
	let inD = rest % params.block.x;
	let d = rest / params.block.x; // of the whole batch
	let block = (d * params.blocks.y + h) * params.blocks.z + w;
	let inDepth = ((block * params.block.x + inD) * params.block.y + inH) * params.run + inSpace % params.run;
	if (toSpace) {
		y[inSpace] = x[inDepth];
	} else {
		y[inDepth] = x[inSpace];
	}
}
