import { windowGrid } from '@unetr/inference';
import type { Triple } from '@unetr/transforms';
import { INFERENCE } from './pipeline.ts';

/** Windows that one look at held-out cases may cost while training: about as long as three steps. */
const WINDOWS = 16;
const [FEWEST, MOST] = [2, 8];

/**
 * Chooses the held-out cases that are looked at while training, evenly spaced over the list; all are measured at the
 * end.
 *
 * @param ids - Of the held-out cases.
 * @param shape - Voxels of a typical case.
 * @param roiSize - Voxels of a window.
 */
export function chooseWatched(ids: readonly string[], shape: Triple, roiSize: Triple): string[] {
	const windows = windowGrid(shape, roiSize, INFERENCE.overlap).starts.length;
	const count = Math.min(ids.length, MOST, Math.max(FEWEST, Math.floor(WINDOWS / windows)));
	return Array.from({ length: count }, (_, index) => ids[Math.floor((index * ids.length) / count)]!);
}
