import { readVolume } from '../readVolume.ts';
import type { VoxelGrid } from '../sameGrid.ts';
import type { Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import type { Dataset, DatasetCase, DatasetProblem } from './dataset.ts';
import { type Fault, gridFault } from './gridFault.ts';
import { labelCounts } from './labelCounts.ts';
import { labelFaults } from './labelFaults.ts';
import { unreadable } from './unreadable.ts';

/** What the check of one case found. */
export interface CaseReport {
	readonly problems: DatasetProblem[];
	readonly warnings: DatasetProblem[];
	/** Label values that occur; undefined where there is no label map that can be read. */
	readonly values: readonly number[] | undefined;
	/** Channels of the image, where all of it could be read. */
	readonly channels: number | undefined;
}

/** How a case is checked. */
export interface CheckCaseOptions {
	readonly toleranceMm: number;
	/** The labels that may occur; any whole number from 0 where it is undefined. */
	readonly table: Pick<Dataset, 'labels' | 'ignoreLabel'> | undefined;
	readonly signal: AbortSignal | undefined;
}

/** Reads a case, one file at a time, and checks its image, its label map and whether they lie on one grid. */
export async function checkCase(
	{ id, images, label }: DatasetCase,
	options: CheckCaseOptions,
): Promise<CaseReport> {
	const report = { problems: [] as DatasetProblem[], warnings: [] as DatasetProblem[] };
	let channels: number | undefined = 0;
	let grid: VoxelGrid | undefined;
	for (const file of images) {
		const image = await tryRead(file, id, options.signal, report.problems);
		channels = image && channels !== undefined ? channels + image.channels : undefined;
		if (image === undefined) continue;
		const finite = intensityFault(image);
		if (finite !== undefined) report.problems.push({ ...finite, file, id });
		else if (isConstant(image)) report.warnings.push({ ...constantFault(id, image), file, id });
		const apart = grid && gridFault('this channel', image, grid, options.toleranceMm);
		if (apart !== undefined) report.problems.push({ ...apart, file, id });
		// The voxels go before the next file is read.
		grid ??= { shape: image.shape, affine: image.affine };
	}
	const volume = label === undefined ? undefined : await tryRead(label, id, options.signal, report.problems);
	if (volume === undefined || label === undefined) return { ...report, channels, values: undefined };
	const apart =
		volume.channels === 1
			? grid && gridFault('the label map', volume, grid, options.toleranceMm)
			: severalChannels(volume);
	if (apart !== undefined) report.problems.push({ ...apart, file: label, id });
	const counts = labelCounts(volume.voxels);
	const strange = labelFaults(counts, options.table);
	report.problems.push(...strange.map((fault) => ({ ...fault, file: label, id })));
	if (strange.length === 0 && counts.size === 1 && counts.has(0)) {
		const problem = `the label map of case ${id} is all background`;
		const cure = 'look whether it is the right file';
		report.warnings.push({ kind: 'emptyForeground', file: label, id, problem, cure });
	}
	return { ...report, channels, values: [...counts.keys()] };
}

async function tryRead(
	file: string,
	id: string,
	signal: AbortSignal | undefined,
	problems: DatasetProblem[],
): Promise<Volume | undefined> {
	try {
		return await readVolume(file, signal && { signal });
	} catch (cause) {
		if (!(cause instanceof VolumeError)) throw cause;
		problems.push(unreadable(file, id, cause));
		return undefined;
	}
}

function intensityFault({ voxels, shape }: Volume): Fault | undefined {
	if (!(voxels instanceof Float32Array || voxels instanceof Float64Array)) return undefined;
	let count = 0;
	let first = -1;
	for (let n = 0; n < voxels.length; n++) {
		if (Number.isFinite(voxels[n])) continue;
		if (count++ === 0) first = n;
	}
	if (count === 0) return undefined;
	const [ni, nj, nk] = shape;
	const at = [first % ni, Math.floor(first / ni) % nj, Math.floor(first / (ni * nj)) % nk];
	return {
		kind: 'notFinite',
		problem: `${count} voxel(s) are not finite (NaN or infinite), the first ${voxels[first]} at ${at.join(', ')}`,
		cure: 'give them a value: one of them makes the loss NaN',
	};
}

function isConstant({ voxels }: Volume): boolean {
	const first = voxels[0]!;
	for (let n = 1; n < voxels.length; n++) if (voxels[n] !== first) return false;
	return true;
}

function constantFault(id: string, { voxels }: Volume): Fault {
	const problem = `the image of case ${id} holds one value, ${voxels[0]}, everywhere`;
	return { kind: 'constantImage', problem, cure: 'look whether it is the right file' };
}

function severalChannels({ channels }: Volume): Fault {
	const problem = `the label map has ${channels} channels`;
	return { kind: 'channels', problem, cure: 'give every voxel one label' };
}
