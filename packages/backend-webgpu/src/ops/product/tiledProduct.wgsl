// C[rows, columns] = A[rows, inner] · B[inner, columns], in tiles through workgroup memory; a thread sums 4 × 4 values
// in registers.
//
// What calls it brings `params` (rows, columns, inner, columnTiles, shares, innerPerShare) and says where values lie.
// prepareRow(row) and prepareInner(inner) do what is common to many loads. loadA(RowAt, InnerAt) gives
// A[row, inner .. inner + 3], or with `rowVectors` A[row .. row + 3, inner]; loadB(inner, column) gives
// B[inner, column .. column + 3]; store(row, column, sum) takes C[row, column .. column + 3]. Beyond their bounds the
// loads give 0 and the store drops what it gets.
// `slice` tells products side by side (groups, a batch) apart, `share` the parts of one product's `inner`.

const groupRows: u32 = 16; // threads along rows
const groupColumns: u32 = 8; // threads along columns; each loads two vectors of A, so that a tile is as deep as half of it
const rowVectors: bool = false; // whether A is loaded by four rows, not by four along `inner`

const threads = groupRows * groupColumns;
const rowQuads = groupRows; // fours of rows in a tile
const innerVectors = groupColumns / 2;
const tileRows = 4 * rowQuads;
const tileInner = 4 * innerVectors;
const vectorsOfB = tileInner * groupColumns;

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

@compute @workgroup_size(threads)
fn main(
	@builtin(workgroup_id) group: vec3u,
	@builtin(num_workgroups) groups: vec3u,
	@builtin(local_invocation_index) lane: u32,
) {
	let firstRow = (group.y * groups.x + group.x) * tileRows;
	let firstColumn = (group.z % params.columnTiles) * 4 * groupColumns;
	let ownShare = (group.z / params.columnTiles) % params.shares; // private variables are not uniform
	share = ownShare;
	slice = group.z / params.columnTiles / params.shares;
	let laneRow = lane / groupColumns;
	let laneColumn = lane % groupColumns;
	let firstInner = ownShare * params.innerPerShare;
	let endInner = min(firstInner + params.innerPerShare, params.inner);

	let load0 = placeOfLoad(lane);
	let load1 = placeOfLoad(lane + threads);
	let row0 = prepareRow(firstRow + load0.x);
	let row1 = prepareRow(firstRow + load1.x);
	var sums = mat4x4f(); // column r is a row of C
	for (var inner = firstInner; inner < endInner; inner += tileInner) {
		tileA[lane] = loadA(row0, prepareInner(inner + load0.y));
		tileA[lane + threads] = loadA(row1, prepareInner(inner + load1.y));
		for (var at = lane; at < vectorsOfB; at += threads) {
			tileB[at] = loadB(inner + at / groupColumns, firstColumn + 4 * (at % groupColumns));
		}
		workgroupBarrier();
		for (var step = 0u; step < innerVectors; step++) {
			let b = 4 * step * groupColumns + laneColumn;
			let columns = mat4x4f(
				tileB[b],
				tileB[b + groupColumns],
				tileB[b + 2 * groupColumns],
				tileB[b + 3 * groupColumns],
			);
			if (rowVectors) {
				let a = 4 * step * rowQuads + laneRow;
				sums += columns * transpose(mat4x4f(
					tileA[a],
					tileA[a + rowQuads],
					tileA[a + 2 * rowQuads],
					tileA[a + 3 * rowQuads],
				));
			} else {
				let a = laneRow * innerVectors + step;
				sums += columns * mat4x4f(
					tileA[a],
					tileA[a + groupRows * innerVectors],
					tileA[a + 2 * groupRows * innerVectors],
					tileA[a + 3 * groupRows * innerVectors],
				);
			}
		}
		workgroupBarrier();
	}
	let row = firstRow + select(laneRow, 4 * laneRow, rowVectors);
	let rowStep = select(groupRows, 1, rowVectors);
	let column = firstColumn + 4 * laneColumn;
	store(row, column, sums[0]);
	store(row + rowStep, column, sums[1]);
	store(row + 2 * rowStep, column, sums[2]);
	store(row + 3 * rowStep, column, sums[3]);
}
