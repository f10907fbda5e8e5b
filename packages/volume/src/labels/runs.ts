import type { VoxelArray } from '../voxelArray.ts';

/** Runs of equal labels other than 0 within rows of a volume, in the order of memory. */
export interface Runs {
	readonly count: number;
	/** Voxels along the fastest axis. */
	readonly rowLength: number;
	/** First run of each row; one more entry closes the last row. */
	readonly rows: Int32Array;
	/** Index of the first voxel of each run. */
	readonly starts: Int32Array;
	/** Index after the last voxel of each run. */
	readonly stops: Int32Array;
	readonly labels: Float64Array;
}

/**
 * Finds the runs.
 *
 * @param labels label map
 * @param rowLength voxels along the fastest axis
 */
export function findRuns(labels: VoxelArray, rowLength: number): Runs {
	const rows = new Int32Array(labels.length / rowLength + 1);
	let starts = new Int32Array(1024);
	let stops = new Int32Array(1024);
	let found = new Float64Array(1024);
	let count = 0;
	const words = wordsOf(labels);
	const shift = labels.byteOffset & 3;
	for (let row = 0, v = 0; row + 1 < rows.length; row++) {
		const end = v + rowLength;
		while (v < end) {
			const label = labels[v];
			if (label === 0) {
				v++;
				if (words === undefined || ((v + shift) & 3) !== 0) continue;
				while (v + 4 <= end && words[(v + shift) >> 2] === 0) v += 4;
				continue;
			}
			if (count === starts.length) {
				[starts, stops, found] = [doubled(starts), doubled(stops), doubled(found)];
			}
			starts[count] = v;
			found[count] = label;
			do v++;
			while (v < end && labels[v] === label);
			stops[count++] = v;
		}
		rows[row + 1] = count;
	}
	return { count, rowLength, rows, starts, stops, labels: found };
}

/** The bytes of a map of bytes four at a time, as most of them are 0; of its whole words, from the one it starts in. */
function wordsOf(labels: VoxelArray): Uint32Array | undefined {
	if (labels.BYTES_PER_ELEMENT !== 1) return undefined;
	const start = labels.byteOffset - (labels.byteOffset & 3);
	return new Uint32Array(labels.buffer, start, (labels.byteOffset - start + labels.length) >> 2);
}

function doubled<T extends Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(array: T): T {
	const larger = new (array.constructor as new (length: number) => T)(2 * array.length);
	larger.set(array);
	return larger;
}
