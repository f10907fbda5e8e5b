import type { Point3, Volume } from '@unetr/volume';

/** The smallest box of voxels that holds a label: first and last index along i, j, k. */
export interface LabelBox {
	readonly low: Point3;
	readonly high: Point3;
}

/** The box of the voxels with a label, in the first channel; undefined where there are none. */
export function labelBox({ voxels, shape: [ni, nj, nk] }: Volume, label: number): LabelBox | undefined {
	const low: [number, number, number] = [ni, nj, nk];
	const high: [number, number, number] = [-1, -1, -1];
	for (let n = 0, k = 0; k < nk; k++) {
		for (let j = 0; j < nj; j++) {
			for (let i = 0; i < ni; i++, n++) {
				if (voxels[n] !== label) continue;
				if (i < low[0]) low[0] = i;
				if (i > high[0]) high[0] = i;
				if (j < low[1]) low[1] = j;
				if (j > high[1]) high[1] = j;
				if (k < low[2]) low[2] = k;
				high[2] = k;
			}
		}
	}
	return high[2] < 0 ? undefined : { low, high };
}
