// The gradient of what is normalised, where a leaky rectifier follows the norm: dy where x̂ · γ + β > 0, slope · dy
// elsewhere.
@group(0) @binding(8) var<storage, read> beta: array<Lane>;

fn gradientAt(at: u32, column: u32, normed: Lane) -> Lane {
	let summed = fma(normed, gamma[column], beta[column]);
	return select(params.slope * dy[at], dy[at], summed > Lane(0.0));
}
