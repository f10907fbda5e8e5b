// Sums over the rows of threads that stand below one another, for each column of a tile. Every thread of the workgroup
// must call it.
const tile: u32 = 16;
const rowsAtOnce: u32 = 256 / tile;

var<workgroup> partial: array<Lane, 256>;

fn tileSum(value: Lane, thread: u32) -> Lane {
	partial[thread] = value;
	workgroupBarrier();
	for (var reach = 128u; reach >= tile; reach /= 2) {
		if (thread < reach) {
			partial[thread] += partial[thread + reach];
		}
		workgroupBarrier();
	}
	let sum = partial[thread % tile];
	workgroupBarrier();
	return sum;
}
