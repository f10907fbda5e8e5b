import type { Workgroups } from '../backend/workgroups.ts';
import { groupThreads } from './lanes.ts';

/** How the rows of [B, rows, columns] are cut into chunks that workgroups reduce, and its columns into tiles. */
export interface Chunks {
	readonly chunks: number;
	readonly chunkRows: number;
	/** Columns side by side in a workgroup, a power of two. */
	readonly tile: number;
	readonly workgroups: Workgroups;
}

/** Workgroups that keep a large GPU busy; more would only make the second level longer. */
const enoughGroups = 512;

/** Rows that a thread reduces at least before it is joined with others. */
const leastRowsPerThread = 8;

/** The least power of two that is `count` or more. */
export const powerOfTwo = (count: number): number => 2 ** Math.ceil(Math.log2(Math.max(count, 1)));

/** Cuts [batch, rows, columns] for a reduction over rows, so that no workgroup walks all of a large volume. */
export function chunksOf(batch: number, rows: number, columns: number): Chunks {
	const tile = Math.min(powerOfTwo(columns), 32);
	const tiles = Math.ceil(columns / tile);
	const rowsAtOnce = groupThreads / tile;
	const share = Math.ceil((rows * batch * tiles) / enoughGroups / rowsAtOnce);
	const chunkRows = Math.max(share, leastRowsPerThread) * rowsAtOnce;
	const chunks = Math.max(Math.ceil(rows / chunkRows), 1);
	return { chunks, chunkRows, tile, workgroups: [chunks, tiles, batch] };
}
