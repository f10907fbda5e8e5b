// The gradient of what is normalised, where a residual is added and a leaky rectifier follows: dy where y > 0, slope · dy
// elsewhere, which the residual has as well.
@group(0) @binding(8) var<storage, read> y: array<Lane>;
@group(0) @binding(9) var<storage, read_write> g: array<Lane>;

fn gradientAt(at: u32, column: u32, normed: Lane) -> Lane {
	let gradient = select(params.slope * dy[at], dy[at], y[at] > Lane(0.0));
	g[at] = gradient;
	return gradient;
}
