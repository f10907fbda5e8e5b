// The gradient of what is normalised, where nothing follows the norm.
fn gradientAt(at: u32, column: u32, normed: Lane) -> Lane {
	return dy[at];
}
