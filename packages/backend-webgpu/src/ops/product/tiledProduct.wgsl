// C[rows, columns] = A[rows, inner] · B[inner, columns], in tiles through workgroup memory and registers.
//
// What calls it brings `params` (rows, columns, inner, columnTiles, shares, innerPerShare) and says where values lie.
// prepareRow(row) and prepareInner(inner) do what is common to many loads. loadA(RowAt, InnerAt) gives
// A[row, inner .. inner + 3], or with `rowVectors` A[row .. row + 3, inner]; loadB(inner, column) gives
// B[inner, column .. column + 3]; store(row, column, sum) takes C[row, column .. column + 3]. Beyond their bounds the
// loads give 0 and the store drops what it gets.
// `slice` tells products side by side (groups, a batch) apart, `share` the parts of one product's `inner`.

const groupRows: u32 = 16; // threads along rows
const groupColumns: u32 = 8; // threads along columns
const threadRows: u32 = 4; // rows of a thread
const threadVectors: u32 = 1; // vectors of 4 columns of a thread
const innerVectors: u32 = 4; // vectors of 4 along `inner` in a tile
const rowVectors: bool = false; // whether A is loaded by four rows, not by four along `inner`

const threads = groupRows * groupColumns;
const tileRows = groupRows * threadRows;
const tileVectors = groupColumns * threadVectors;
const tileInner = 4 * innerVectors;
const loadsOfA = tileRows * innerVectors / threads;
const vectorsOfB = tileInner * tileVectors;

var<workgroup> tileA: array<vec4f, tileRows * innerVectors>;
var<workgroup> tileB: array<vec4f, vectorsOfB>;
var<private> slice: u32;
var<private> share: u32;

// Row and `inner` of a thread's n-th load from A, within the tile.
fn placeOfLoad(lane: u32, load: u32) -> vec2u {
	let at = lane + load * threads;
	if (rowVectors) {
		return vec2u(4 * (at % (tileRows / 4)), at / (tileRows / 4));
	}
	return vec2u(at / innerVectors, 4 * (at % innerVectors));
}

// The r-th row of a thread within the tile.
fn rowOfThread(laneRow: u32, r: u32) -> u32 {
	if (rowVectors) {
		return 4 * (laneRow + (r / 4) * groupRows) + r % 4;
	}
	return laneRow + r * groupRows;
}

@compute @workgroup_size(threads)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32,
) {
	let firstRow = (group.y * groups.x + group.x) * tileRows;
	let firstColumn = (group.z % params.columnTiles) * 4 * tileVectors;
	let ownShare = (group.z / params.columnTiles) % params.shares; // private variables are not uniform
	share = ownShare;
	slice = group.z / params.columnTiles / params.shares;
	let laneRow = lane / groupColumns;
	let laneVector = lane % groupColumns;
	let firstInner = ownShare * params.innerPerShare;
	let endInner = min(firstInner + params.innerPerShare, params.inner);

	var rowsAt: array<RowAt, loadsOfA>;
	for (var load = 0u; load < loadsOfA; load++) {
		rowsAt[load] = prepareRow(firstRow + placeOfLoad(lane, load).x);
	}
	var sums: array<vec4f, threadRows * threadVectors>;
	for (var inner = firstInner; inner < endInner; inner += tileInner) {
		var innerAt = prepareInner(inner + placeOfLoad(lane, 0).y);
		for (var load = 0u; load < loadsOfA; load++) {
			if (rowVectors && load > 0) {
				innerAt = prepareInner(inner + placeOfLoad(lane, load).y);
			}
			tileA[lane + load * threads] = loadA(rowsAt[load], innerAt);
		}
		for (var at = lane; at < vectorsOfB; at += threads) {
			tileB[at] = loadB(inner + at / tileVectors, firstColumn + 4 * (at % tileVectors));
		}
		workgroupBarrier();
		for (var step = 0u; step < tileInner; step += 4) {
			for (var v = 0u; v < threadVectors; v++) {
				let b = step * tileVectors + v * groupColumns + laneVector;
				let b0 = tileB[b];
				let b1 = tileB[b + tileVectors];
				let b2 = tileB[b + 2 * tileVectors];
				let b3 = tileB[b + 3 * tileVectors];
				if (rowVectors) {
					for (var r = 0u; r < threadRows; r += 4) {
						let a = step * (tileRows / 4) + laneRow + (r / 4) * groupRows;
						let a0 = tileA[a];
						let a1 = tileA[a + tileRows / 4];
						let a2 = tileA[a + 2 * (tileRows / 4)];
						let a3 = tileA[a + 3 * (tileRows / 4)];
						sums[r * threadVectors + v] += a0.x * b0 + a1.x * b1 + a2.x * b2 + a3.x * b3;
						sums[(r + 1) * threadVectors + v] += a0.y * b0 + a1.y * b1 + a2.y * b2 + a3.y * b3;
						sums[(r + 2) * threadVectors + v] += a0.z * b0 + a1.z * b1 + a2.z * b2 + a3.z * b3;
						sums[(r + 3) * threadVectors + v] += a0.w * b0 + a1.w * b1 + a2.w * b2 + a3.w * b3;
					}
				} else {
					for (var r = 0u; r < threadRows; r++) {
						let a = tileA[(laneRow + r * groupRows) * innerVectors + step / 4];
						sums[r * threadVectors + v] += a.x * b0 + a.y * b1 + a.z * b2 + a.w * b3;
					}
				}
			}
		}
		workgroupBarrier();
	}
	for (var r = 0u; r < threadRows; r++) {
		for (var v = 0u; v < threadVectors; v++) {
			let column = firstColumn + 4 * (v * groupColumns + laneVector);
			store(firstRow + rowOfThread(laneRow, r), column, sums[r * threadVectors + v]);
		}
	}
}
