// What the kernels of attention share: tiles of heads in workgroup memory, products of their rows, and sums of rows by
// weights. A workgroup has `rows` rows of its own and walks over blocks of `columns` others; a thread has `perThread`
// rows, `down` apart, and four columns, `across` apart, which stand in one vector.
alias Lane = f32;
// Whether bias and mask are there.
const biased: bool = false;
const size: u32 = 4; // of a head
const lanes: u32 = (size + 3) / 4;
// An odd number of lanes, so that rows below one another start in different banks.
const stride: u32 = lanes | 1;
// Whether a head is a whole number of lanes, which are then read as such.
const whole: bool = false;
const across: u32 = 8;
const down: u32 = 8;
const perThread: u32 = 4;
const threads: u32 = across * down;
const rows: u32 = down * perThread;
const columns: u32 = 4 * across;
const lanesPerThread: u32 = (lanes + across - 1) / across;

@group(0) @binding(0) var<uniform> params: Params;
@group(0) @binding(1) var<storage, read> qkv: array<Lane>;
@group(0) @binding(2) var<storage, read> bias: array<f32>;
@group(0) @binding(3) var<storage, read> mask: array<f32>;

struct Params {
	tokens: u32,
	heads: u32,
	// Masks.
	windows: u32,
	// Batch · heads.
	entries: u32,
	scale: f32,
}

var<workgroup> tiles: array<vec4f, tileRows * stride>;
var<workgroup> weights: array<vec4f, weightPiles * rows * across>;

// Where a head's values of one token begin in [B, N, parts, h, d].
fn headStart(entry: u32, token: u32, part: u32, parts: u32) -> u32 {
	let row = ((entry / params.heads) * params.tokens + token) * parts + part;
	return (row * params.heads + entry % params.heads) * size;
}

fn qkvLane(start: u32, lane: u32) -> vec4f {
	if (whole) {
		return vec4f(qkv[start / 4 + lane]);
	}
	var values = vec4f(0.0);
	for (var i = 0u; i < 4 && 4 * lane + i < size; i++) {
		values[i] = vec4f(qkv[start + 4 * lane + i]).x;
	}
	return values;
}

// Fills `count` rows of the tiles from row `at` on with q (part 0), k (1) or v (2) of the tokens from `first` on.
fn fillFromQkv(at: u32, count: u32, entry: u32, first: u32, part: u32, thread: u32) {
	for (var i = thread; i < count * lanes; i += threads) {
		let token = first + i / lanes;
		var values = vec4f(0.0);
		if (token < params.tokens) {
			values = qkvLane(headStart(entry, token, part, 3), i % lanes);
		}
		tiles[(at + i / lanes) * stride + i % lanes] = values;
	}
}

// Products of each of the thread's rows with its four columns, from rows `rowsAt` and `columnsAt` of the tiles on.
fn products(rowsAt: u32, columnsAt: u32, row: u32, column: u32) -> array<vec4f, perThread> {
	var sums: array<vec4f, perThread>;
	let start = (columnsAt + column) * stride;
	for (var lane = 0u; lane < lanes; lane++) {
		let a = tiles[start + lane];
		let b = tiles[start + across * stride + lane];
		let c = tiles[start + 2 * across * stride + lane];
		let d = tiles[start + 3 * across * stride + lane];
		for (var i = 0u; i < perThread; i++) {
			let own = tiles[(rowsAt + row + i * down) * stride + lane];
			sums[i] += vec4f(dot(own, a), dot(own, b), dot(own, c), dot(own, d));
		}
	}
	return sums;
}

// Sums of the columns' rows by the weights of each of the thread's rows, at one lane.
fn weightedColumns(pile: u32, columnsAt: u32, row: u32, lane: u32) -> array<vec4f, perThread> {
	var sums: array<vec4f, perThread>;
	for (var column = 0u; column < across; column++) {
		let start = (columnsAt + column) * stride + lane;
		let a = tiles[start];
		let b = tiles[start + across * stride];
		let c = tiles[start + 2 * across * stride];
		let d = tiles[start + 3 * across * stride];
		for (var i = 0u; i < perThread; i++) {
			let weight = weights[(pile * rows + row + i * down) * across + column];
			sums[i] += weight.x * a + weight.y * b + weight.z * c + weight.w * d;
		}
	}
	return sums;
}

// What is added to a score: the bias of the head and the mask of the window.
fn addedScore(entry: u32, query: u32, key: u32) -> f32 {
	if (!biased) {
		return 0.0;
	}
	let inHead = ((entry % params.heads) * params.tokens + query) * params.tokens + key;
	let window = (entry / params.heads) % params.windows;
	return bias[inHead] + mask[(window * params.tokens + query) * params.tokens + key];
}
