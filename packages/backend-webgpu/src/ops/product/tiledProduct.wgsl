// C[rows, columns] = A[rows, inner] · B[inner, columns], in tiles through workgroup memory; a thread sums 4 × 4 values
// in registers, or 8 × 8, which read the tiles half as often.
//
// What calls it brings `params` (rows, columns, inner, columnTiles, shares, innerPerShare) and says where values lie.
// prepareRow(row) and prepareInner(inner) do what is common to many loads. loadA(RowAt, InnerAt) gives
// A[row, inner .. inner + 3], or with `rowVectors` A[row .. row + 3, inner]; loadB(inner, column) gives
// B[inner, column .. column + 3]; store(row, column, sum) takes C[row, column .. column + 3]. Beyond their bounds the
// loads give 0 and the store drops what it gets.
// `slice` tells products side by side (groups, a batch) apart, `share` the parts of one product's `inner`.

const groupRows: u32 = 16; // threads along rows
const groupColumns: u32 = 8; // threads along columns; a tile is twice as deep
const wide: bool = false; // whether a thread sums 8 × 8 values
const rowVectors: bool = false; // whether A is loaded by four rows, not by four along `inner`

const threads = groupRows * groupColumns;
const fours = select(1u, 2u, wide); // fours of rows, and of columns, that a thread sums
const rowQuads = groupRows * fours; // fours of rows in a tile
const innerVectors = groupColumns / 2;
const tileRows = 4 * rowQuads;
const tileInner = 4 * innerVectors;
const columnVectors = groupColumns * fours;
const vectorsOfB = tileInner * columnVectors;

var<workgroup> tileA: array<vec4f, tileRows * innerVectors>;
var<workgroup> tileB: array<vec4f, vectorsOfB>;
var<private> slice: u32;
var<private> share: u32;

// Row and `inner` of the n-th vector of A, within the tile.
fn placeOfLoad(at: u32) -> vec2u {
	if (rowVectors) {
		return vec2u(4 * (at % rowQuads), at / rowQuads);
	}
	return vec2u(at / innerVectors, 4 * (at % innerVectors));
}

// Four rows of A, the first or second four of a thread, at four steps along `inner`: a column for each row.
fn fourOfA(laneRow: u32, four: u32, step: u32) -> mat4x4f {
	if (rowVectors) {
		let a = 4 * step * rowQuads + four * groupRows + laneRow;
		return transpose(mat4x4f(tileA[a], tileA[a + rowQuads], tileA[a + 2 * rowQuads], tileA[a + 3 * rowQuads]));
	}
	let next = groupRows * innerVectors;
	let a = laneRow * innerVectors + 4 * four * next + step;
	return mat4x4f(tileA[a], tileA[a + next], tileA[a + 2 * next], tileA[a + 3 * next]);
}

// Four columns of B at the same steps: a column for each step.
fn fourOfB(laneColumn: u32, four: u32, step: u32) -> mat4x4f {
	let b = 4 * step * columnVectors + four * groupColumns + laneColumn;
	return mat4x4f(tileB[b], tileB[b + columnVectors], tileB[b + 2 * columnVectors], tileB[b + 3 * columnVectors]);
}

// A column of `sums` is a row of C.
fn storeFour(row: u32, column: u32, sums: mat4x4f) {
	let next = select(groupRows, 1, rowVectors);
	store(row, column, sums[0]);
	store(row + next, column, sums[1]);
	store(row + 2 * next, column, sums[2]);
	store(row + 3 * next, column, sums[3]);
}

@compute @workgroup_size(threads)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32,
) {
	let firstRow = (group.y * groups.x + group.x) * tileRows;
	let firstColumn = (group.z % params.columnTiles) * 4 * columnVectors;
	let ownShare = (group.z / params.columnTiles) % params.shares; // private variables are not uniform
	share = ownShare;
	slice = group.z / params.columnTiles / params.shares;
	let laneRow = lane / groupColumns;
	let laneColumn = lane % groupColumns;
	let firstInner = ownShare * params.innerPerShare;
	let endInner = min(firstInner + params.innerPerShare, params.inner);

	let load0 = placeOfLoad(lane);
	let load1 = placeOfLoad(lane + threads);
	let load2 = placeOfLoad(lane + 2 * threads);
	let load3 = placeOfLoad(lane + 3 * threads);
	let row0 = prepareRow(firstRow + load0.x);
	let row1 = prepareRow(firstRow + load1.x);
	let row2 = prepareRow(firstRow + load2.x);
	let row3 = prepareRow(firstRow + load3.x);
	var sums = mat4x4f();
	var right = mat4x4f();
	var below = mat4x4f();
	var belowRight = mat4x4f();
	for (var inner = firstInner; inner < endInner; inner += tileInner) {
		tileA[lane] = loadA(row0, prepareInner(inner + load0.y));
		tileA[lane + threads] = loadA(row1, prepareInner(inner + load1.y));
		if (wide) {
			tileA[lane + 2 * threads] = loadA(row2, prepareInner(inner + load2.y));
			tileA[lane + 3 * threads] = loadA(row3, prepareInner(inner + load3.y));
		}
		for (var at = lane; at < vectorsOfB; at += threads) {
			tileB[at] = loadB(inner + at / columnVectors, firstColumn + 4 * (at % columnVectors));
		}
		workgroupBarrier();
		for (var step = 0u; step < innerVectors; step++) {
			let a = fourOfA(laneRow, 0, step);
			let b = fourOfB(laneColumn, 0, step);
			sums += b * a;
			if (wide) {
				let nextA = fourOfA(laneRow, 1, step);
				let nextB = fourOfB(laneColumn, 1, step);
				right += nextB * a;
				below += b * nextA;
				belowRight += nextB * nextA;
			}
		}
		workgroupBarrier();
	}
	let row = firstRow + select(laneRow, 4 * laneRow, rowVectors);
	let column = firstColumn + 4 * laneColumn;
	storeFour(row, column, sums);
	if (wide) {
		let nextRow = row + 4 * groupRows;
		let nextColumn = column + 4 * groupColumns;
		storeFour(row, nextColumn, right);
		storeFour(nextRow, column, below);
		storeFour(nextRow, nextColumn, belowRight);
	}
}
