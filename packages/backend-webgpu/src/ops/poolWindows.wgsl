// The first of the windows that hold a voxel, whose place is counted from the padding's start.
fn firstWindow(padded: vec3i) -> vec3i {
	return max((padded - params.kernel + params.strides) / params.strides, vec3i(0));
}
