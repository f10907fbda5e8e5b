// What pooling and its gradients share: their parameters, and the windows that hold a voxel.
@group(0) @binding(0) var<uniform> params: Params;

struct Params {
	lanes: u32,
	columns: u32,
	extent: vec3i,
	pooled: vec3i,
	kernel: vec3i,
	strides: vec3i,
	pads: vec3i,
}

// The first of the windows that hold a voxel, whose place is counted from the padding's start.
fn firstWindow(padded: vec3i) -> vec3i {
	return max((padded - params.kernel + params.strides) / params.strides, vec3i(0));
}
