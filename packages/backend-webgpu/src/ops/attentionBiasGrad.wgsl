// ds summed over the batch, of one block of queries and one of keys of one head a workgroup; with
// attentionTiles.wgsl and attentionGradTiles.wgsl.
const tileRows: u32 = 2 * rows + 2 * columns;
const weightPiles: u32 = 1;

@group(0) @binding(7) var<storage, read_write> dbias: array<f32>;

@compute @workgroup_size(threads)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) thread: u32) {
	let column = thread % across;
	let row = thread / across;
	let firstQuery = group.x * rows;
	let firstKey = group.y * columns;
	var sums: array<vec4f, perThread>;
	for (var entry = group.z; entry < params.entries; entry += params.heads) {
		fillFromQkv(0, rows, entry, firstQuery, 0, thread);
		fillFromDy(rows, rows, entry, firstQuery, thread);
		fillFromQkv(2 * rows, columns, entry, firstKey, 1, thread);
		fillFromQkv(2 * rows + columns, columns, entry, firstKey, 2, thread);
		workgroupBarrier();
		let qk = products(0, 2 * rows, row, column);
		let dyv = products(rows, 2 * rows + columns, row, column);
		for (var i = 0u; i < perThread; i++) {
			for (var j = 0u; j < 4; j++) {
				let query = firstQuery + row + i * down;
				let key = firstKey + column + j * across;
				sums[i][j] += scoreGradient(entry, query, key, qk[i][j], dyv[i][j]).y;
			}
		}
		workgroupBarrier();
	}
	for (var i = 0u; i < perThread; i++) {
		let query = firstQuery + row + i * down;
		for (var j = 0u; j < 4; j++) {
			let key = firstKey + column + j * across;
			if (query < params.tokens && key < params.tokens) {
				dbias[(group.z * params.tokens + query) * params.tokens + key] = sums[i][j];
			}
		}
	}
}
