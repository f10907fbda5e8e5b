// dq = ds k of one block of queries of one head a workgroup, the scores computed again block by block of keys;
// with attentionTiles.wgsl and attentionGradTiles.wgsl.
const tileRows: u32 = 2 * rows + 2 * columns;
const weightPiles: u32 = 1;

@group(0) @binding(7) var<storage, read_write> dqkv: array<f32>;

@compute @workgroup_size(threads)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) thread: u32,
) {
	let entry = group.z * groups.y + group.y;
	if (entry >= params.entries) {
		return;
	}
	let column = thread % across;
	let row = thread / across;
	let firstQuery = group.x * rows;
	var outputs: array<array<vec4f, perThread>, lanesPerThread>;
	fillFromQkv(0, rows, entry, firstQuery, 0, thread);
	fillFromDy(rows, rows, entry, firstQuery, thread);
	for (var firstKey = 0u; firstKey < params.tokens; firstKey += columns) {
		fillFromQkv(2 * rows, columns, entry, firstKey, 1, thread);
		fillFromQkv(2 * rows + columns, columns, entry, firstKey, 2, thread);
		workgroupBarrier();
		let qk = products(0, 2 * rows, row, column);
		let dyv = products(rows, 2 * rows + columns, row, column);
		for (var i = 0u; i < perThread; i++) {
			var ds = vec4f(0.0);
			for (var j = 0u; j < 4; j++) {
				let query = firstQuery + row + i * down;
				let key = firstKey + column + j * across;
				ds[j] = scoreGradient(entry, query, key, qk[i][j], dyv[i][j]).y;
			}
			weights[(row + i * down) * across + column] = ds * params.scale;
		}
		workgroupBarrier();
		for (var j = 0u; j < lanesPerThread; j++) {
			let lane = column + j * across;
			if (lane < lanes) {
				let added = weightedColumns(0, 2 * rows, row, lane);
				for (var i = 0u; i < perThread; i++) {
					outputs[j][i] += added[i];
				}
			}
		}
		workgroupBarrier();
	}
	for (var i = 0u; i < perThread; i++) {
		let query = firstQuery + row + i * down;
		if (query >= params.tokens) {
			continue;
		}
		let start = headStart(entry, query, 0, 3);
		for (var j = 0u; j < 4 * lanesPerThread; j++) {
			let at = 4 * (column + (j / 4) * across) + j % 4;
			if (at < size) {
				dqkv[start + at] = outputs[j / 4][i][j % 4];
			}
		}
	}
}
