// dk = dsᵀ q and dv = pᵀ dy of one block of keys of one head a workgroup, the scores computed again block by block of
// queries; with attentionTiles.wgsl and attentionGradTiles.wgsl.
const tileRows: u32 = 2 * rows + 2 * columns;
const weightPiles: u32 = 2;

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
	let firstKey = group.x * rows;
	var dk: array<array<vec4f, perThread>, lanesPerThread>;
	var dv: array<array<vec4f, perThread>, lanesPerThread>;
	fillFromQkv(0, rows, entry, firstKey, 1, thread);
	fillFromQkv(rows, rows, entry, firstKey, 2, thread);
	for (var firstQuery = 0u; firstQuery < params.tokens; firstQuery += columns) {
		fillFromQkv(2 * rows, columns, entry, firstQuery, 0, thread);
		fillFromDy(2 * rows + columns, columns, entry, firstQuery, thread);
		workgroupBarrier();
		let qk = products(0, 2 * rows, row, column);
		let dyv = products(rows, 2 * rows + columns, row, column);
		for (var i = 0u; i < perThread; i++) {
			var p = vec4f(0.0);
			var ds = vec4f(0.0);
			for (var j = 0u; j < 4; j++) {
				let query = firstQuery + column + j * across;
				let key = firstKey + row + i * down;
				let gradient = scoreGradient(entry, query, key, qk[i][j], dyv[i][j]);
				p[j] = gradient.x;
				ds[j] = gradient.y;
			}
			weights[(row + i * down) * across + column] = ds * params.scale;
			weights[(rows + row + i * down) * across + column] = p;
		}
		workgroupBarrier();
		for (var j = 0u; j < lanesPerThread; j++) {
			let lane = column + j * across;
			if (lane < lanes) {
				let addedToKey = weightedColumns(0, 2 * rows, row, lane);
				let addedToValue = weightedColumns(1, 2 * rows + columns, row, lane);
				for (var i = 0u; i < perThread; i++) {
					dk[j][i] += addedToKey[i];
					dv[j][i] += addedToValue[i];
				}
			}
		}
		workgroupBarrier();
	}
	for (var i = 0u; i < perThread; i++) {
		let key = firstKey + row + i * down;
		if (key >= params.tokens) {
			continue;
		}
		let keyStart = headStart(entry, key, 1, 3);
		let valueStart = headStart(entry, key, 2, 3);
		for (var j = 0u; j < 4 * lanesPerThread; j++) {
			let at = 4 * (column + (j / 4) * across) + j % 4;
			if (at < size) {
				dqkv[keyStart + at] = dk[j / 4][i][j % 4];
				dqkv[valueStart + at] = dv[j / 4][i][j % 4];
			}
		}
	}
}
