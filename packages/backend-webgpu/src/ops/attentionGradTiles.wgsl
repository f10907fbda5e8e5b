// What the gradients of attention share beside attentionTiles.wgsl.

@group(0) @binding(4) var<storage, read> dy: array<Lane>;
@group(0) @binding(5) var<storage, read> logSum: array<f32>;
@group(0) @binding(6) var<storage, read> delta: array<f32>;

fn dyLane(start: u32, lane: u32) -> vec4f {
	if (whole) {
		return vec4f(dy[start / 4 + lane]);
	}
	var values = vec4f(0.0);
	for (var i = 0u; i < 4 && 4 * lane + i < size; i++) {
		values[i] = vec4f(dy[start + 4 * lane + i]).x;
	}
	return values;
}

// Fills `count` rows of the tiles from row `at` on with dy of the tokens from `first` on.
fn fillFromDy(at: u32, count: u32, entry: u32, first: u32, thread: u32) {
	for (var i = thread; i < count * lanes; i += threads) {
		let token = first + i / lanes;
		var values = vec4f(0.0);
		if (token < params.tokens) {
			values = dyLane(headStart(entry, token, 0, 1), i % lanes);
		}
		tiles[(at + i / lanes) * stride + i % lanes] = values;
	}
}

// p = exp(score − logSum) and p · (dy · v − δ), from q · k and dy · v; zeros beyond the tokens.
fn scoreGradient(entry: u32, query: u32, key: u32, qk: f32, dyv: f32) -> vec2f {
	if (query >= params.tokens || key >= params.tokens) {
		return vec2f(0.0);
	}
	let at = entry * params.tokens + query;
	let p = exp(fma(qk, params.scale, addedScore(entry, query, key)) - logSum[at]);
	return vec2f(p, p * (dyv - delta[at]));
}
