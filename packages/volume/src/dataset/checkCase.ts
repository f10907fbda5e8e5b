import { readVolume } from '../readVolume.ts';
import { gridDistanceMm } from '../sameGrid.ts';
import type { Volume } from '../volume.ts';
import { VolumeError } from '../volumeError.ts';
import type { Dataset, DatasetCase, DatasetProblem } from './dataset.ts';
import { labelCounts } from './labelCounts.ts';

/** What the check of one case found. */
export interface CaseReport {
	readonly problems: DatasetProblem[];
	readonly warnings: DatasetProblem[];
	/** Label values that occur. */
	readonly values: ReadonlySet<number>;
	/** Channels of the image, where it could be read. */
	readonly channels: number | undefined;
}

/** Reads a case and checks its image, its label map and whether they lie on one grid. */
export async function checkCase(
	{ id, image: imageFile, label: labelFile }: DatasetCase,
	{ labels }: Dataset,
	{ toleranceMm, signal }: { toleranceMm: number; signal: AbortSignal | undefined },
): Promise<CaseReport> {
	const problems: DatasetProblem[] = [];
	const warnings: DatasetProblem[] = [];
	const image = await tryRead(imageFile, id, signal, problems);
	if (image !== undefined) {
		const found = intensityFault(image);
		if (found !== undefined) problems.push({ file: imageFile, id, ...found });
		else if (isConstant(image)) {
			const problem = `the image of case ${id} holds one value, ${image.voxels[0]}, everywhere`;
			warnings.push({ file: imageFile, id, problem, cure: 'look whether it is the right file' });
		}
	}
	const label = labelFile === undefined ? undefined : await tryRead(labelFile, id, signal, problems);
	if (label === undefined || labelFile === undefined) {
		return { problems, warnings, values: new Set(), channels: image?.channels };
	}
	if (image !== undefined) {
		const found = gridFault(image, label, toleranceMm);
		if (found !== undefined) problems.push({ file: labelFile, id, ...found });
	}
	const counts = labelCounts(label.voxels);
	const strange = valueFault(counts, labels);
	if (strange !== undefined) problems.push({ file: labelFile, id, ...strange });
	else if (counts.size === 1 && counts.has(0)) {
		const problem = `the label map of case ${id} is all background`;
		warnings.push({ file: labelFile, id, problem, cure: 'look whether it is the right file' });
	}
	return { problems, warnings, values: new Set(counts.keys()), channels: image?.channels };
}

type Fault = Pick<DatasetProblem, 'problem' | 'cure'>;

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
		const problem = cause.message.replace(`${file}: `, '');
		problems.push({ file, id, problem, cure: 'repair the file or take the case out of the data set' });
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
		problem: `${count} voxel(s) are not finite (NaN or infinite), the first ${voxels[first]} at ${at.join(', ')}`,
		cure: 'give them a value: one of them makes the loss NaN',
	};
}

function isConstant({ voxels }: Volume): boolean {
	const first = voxels[0]!;
	for (let n = 1; n < voxels.length; n++) if (voxels[n] !== first) return false;
	return true;
}

function valueFault(counts: ReadonlyMap<number, number>, labels: Dataset['labels']): Fault | undefined {
	const strange = [...counts].filter(([value]) => !(value in labels)).sort((a, b) => a[0] - b[0]);
	if (strange.length === 0) return undefined;
	const told = strange.slice(0, 5).map(([value, count]) => `${value} (${count} voxels)`);
	if (strange.length > 5) told.push(`${strange.length - 5} more`);
	return {
		problem: `it holds values that the label table does not name: ${told.join(', ')}`,
		cure: 'name them in dataset.json or correct the label map',
	};
}

function gridFault(image: Volume, label: Volume, toleranceMm: number): Fault | undefined {
	if (label.channels !== 1) {
		return { problem: `the label map has ${label.channels} channels`, cure: 'give every voxel one label' };
	}
	if (!label.shape.every((n, axis) => n === image.shape[axis])) {
		return {
			problem: `the label map has the shape ${label.shape.join(' x ')}, its image ${image.shape.join(' x ')}`,
			cure: 'bring the label map onto the grid of the image',
		};
	}
	const distance = gridDistanceMm(image, label);
	if (distance <= toleranceMm) return undefined;
	return {
		problem: `the affine of the label map puts voxels up to ${distance.toPrecision(4)} mm from those of its image (${toleranceMm} mm allowed)`,
		cure: 'bring the label map onto the grid of the image, or copy the affine if only the header is wrong',
	};
}
