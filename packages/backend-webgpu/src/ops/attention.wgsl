// softmax(q kᵀ · scale + bias + mask) v of one block of queries of one head a workgroup, with the softmax kept up to
// date over the blocks of keys (Milakov and Gimelshein 2018), so that no score leaves the workgroup. Also log Σ exp(score).
// With attentionTiles.wgsl.
const tileRows: u32 = rows + 2 * columns;
const weightPiles: u32 = 1;

@group(0) @binding(4) var<storage, read_write> y: array<f32>;
@group(0) @binding(5) var<storage, read_write> logSum: array<f32>;

const lowest: f32 = -3.0e38;

// A value of each row and thread across, by which the threads of a row agree.
var<workgroup> agreed: array<f32, rows * across>;

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
	var peaks: array<f32, perThread>;
	var sums: array<f32, perThread>;
	var outputs: array<array<vec4f, perThread>, lanesPerThread>;
	for (var i = 0u; i < perThread; i++) {
		peaks[i] = lowest;
	}
	fillFromQkv(0, rows, entry, firstQuery, 0, thread);
	for (var firstKey = 0u; firstKey < params.tokens; firstKey += columns) {
		fillFromQkv(rows, columns, entry, firstKey, 1, thread);
		fillFromQkv(rows + columns, columns, entry, firstKey, 2, thread);
		workgroupBarrier();
		var scores = products(0, rows, row, column);
		for (var i = 0u; i < perThread; i++) {
			scores[i] *= params.scale;
			let query = firstQuery + row + i * down;
			for (var j = 0u; j < 4; j++) {
				let key = firstKey + column + j * across;
				if (key >= params.tokens) {
					scores[i][j] = lowest;
				} else if (query < params.tokens) {
					scores[i][j] += addedScore(entry, query, key);
				}
			}
			let largest = max(max(scores[i].x, scores[i].y), max(scores[i].z, scores[i].w));
			agreed[(row + i * down) * across + column] = largest;
		}
		workgroupBarrier();
		for (var i = 0u; i < perThread; i++) {
			var peak = peaks[i];
			for (var j = 0u; j < across; j++) {
				peak = max(peak, agreed[(row + i * down) * across + j]);
			}
			let kept = exp(peaks[i] - peak);
			let weight = exp(scores[i] - peak);
			peaks[i] = peak;
			sums[i] = fma(sums[i], kept, weight.x + weight.y + weight.z + weight.w);
			weights[(row + i * down) * across + column] = weight;
			for (var j = 0u; j < lanesPerThread; j++) {
				outputs[j][i] *= kept;
			}
		}
		workgroupBarrier();
		for (var j = 0u; j < lanesPerThread; j++) {
			let lane = column + j * across;
			if (lane < lanes) {
				let added = weightedColumns(0, rows + columns, row, lane);
				for (var i = 0u; i < perThread; i++) {
					outputs[j][i] += added[i];
				}
			}
		}
		workgroupBarrier();
	}
	for (var i = 0u; i < perThread; i++) {
		agreed[(row + i * down) * across + column] = sums[i];
	}
	workgroupBarrier();
	for (var i = 0u; i < perThread; i++) {
		let query = firstQuery + row + i * down;
		if (query >= params.tokens) {
			continue;
		}
		var sum = 0.0;
		for (var j = 0u; j < across; j++) {
			sum += agreed[(row + i * down) * across + j];
		}
		let start = headStart(entry, query, 0, 1);
		for (var j = 0u; j < lanesPerThread; j++) {
			let value = outputs[j][i] / sum;
			for (var k = 0u; k < 4; k++) {
				let at = 4 * (column + j * across) + k;
				if (at < size) {
					y[start + at] = value[k];
				}
			}
		}
		if (column == 0) {
			logSum[entry * params.tokens + query] = peaks[i] + log(sum);
		}
	}
}
