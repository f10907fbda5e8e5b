import { type CaseReport, type CheckCaseOptions, checkCase } from './checkCase.ts';
import type { Dataset, DatasetCase, DatasetProblem } from './dataset.ts';
import { tableOfValues } from './foundLabels.ts';
import { type DatasetScan, scanDataset } from './scanDataset.ts';

/** How a data set is validated. */
export interface ValidateDatasetOptions {
	readonly signal?: AbortSignal;
	readonly onProgress?: (progress: { readonly doneCases: number; readonly totalCases: number }) => void;
	/** Largest distance between voxels of image and label map, mm; 0.01 by default. */
	readonly toleranceMm?: number;
}

/** All that was found. */
export interface DatasetReport {
	readonly dataset: Dataset;
	/** What forbids training. */
	readonly problems: readonly DatasetProblem[];
	/** What is worth a look. */
	readonly warnings: readonly DatasetProblem[];
	/** Label values that occur in each case, ascending; for folds that are stratified. */
	readonly labelsOf: ReadonlyMap<string, readonly number[]>;
	/** Channels of an image, where one could be read. */
	readonly channels: number | undefined;
}

/**
 * Reads every case, one file in memory at a time, and lists every problem at once, each with its file and a cure.
 *
 * Problems: files that are missing or cannot be read, channels that are missing, shape or affine of a channel or the
 * label map that differ, label values outside the table or no whole numbers, voxels that are not finite, images of
 * unequal channels, duplicate ids. Warnings: constant images, label maps without foreground, labels that never occur,
 * files that belong to no case.
 * @param source a data set, or its folder (or list); of a folder the faults of the list are reported as well
 * @throws VolumeError only where there is no data set to begin with
 */
export async function validateDataset(
	source: Dataset | string,
	options: ValidateDatasetOptions = {},
): Promise<DatasetReport> {
	const { signal, onProgress, toleranceMm = 0.01 } = options;
	const scan: DatasetScan = typeof source === 'string' ? await scanDataset(source, signal) : scanOf(source);
	const found = await checkCases(scan, { signal, onProgress, toleranceMm });
	const table = scan.isTableOpen
		? tableOfValues([...found.labelsOf.values()].flat(), scan.dataset.folder)
		: undefined;
	const dataset = table === undefined ? scan.dataset : { ...scan.dataset, labels: table.labels };
	return {
		dataset,
		problems: [
			...scan.problems,
			...(table?.problems ?? []),
			...found.problems,
			...channelProblems(dataset, found.channelsOf),
		],
		warnings: [...dataset.warnings, ...found.warnings, ...absentLabels(dataset, found.labelsOf)],
		labelsOf: found.labelsOf,
		channels: found.channelsOf.values().next().value,
	};
}

/** A data set that was read already, of which no more is to be found than its files hold. */
function scanOf(dataset: Dataset): DatasetScan {
	return { dataset, partial: [], problems: [], isTableOpen: false };
}

/** What the files of all cases gave. */
interface CheckedCases extends Pick<CaseReport, 'problems' | 'warnings'> {
	readonly labelsOf: Map<string, readonly number[]>;
	readonly channelsOf: Map<string, number>;
}

async function checkCases(
	{ dataset, partial, isTableOpen }: DatasetScan,
	{
		signal,
		onProgress,
		toleranceMm,
	}: Omit<CheckCaseOptions, 'table'> & Pick<ValidateDatasetOptions, 'onProgress'>,
): Promise<CheckedCases> {
	const found: CheckedCases = { problems: [], warnings: [], labelsOf: new Map(), channelsOf: new Map() };
	const all: readonly DatasetCase[] = [...dataset.cases, ...partial];
	const table = isTableOpen ? undefined : dataset;
	for (const [index, datasetCase] of all.entries()) {
		signal?.throwIfAborted();
		const report = await checkCase(datasetCase, { table, toleranceMm, signal });
		found.problems.push(...report.problems);
		found.warnings.push(...report.warnings);
		if (report.values)
			found.labelsOf.set(
				datasetCase.id,
				report.values.toSorted((a, b) => a - b),
			);
		const isWhole = index < dataset.cases.length;
		if (report.channels !== undefined && isWhole) found.channelsOf.set(datasetCase.id, report.channels);
		onProgress?.({ doneCases: index + 1, totalCases: all.length });
	}
	return found;
}

function channelProblems(
	{ cases, modalities }: Dataset,
	channelsOf: ReadonlyMap<string, number>,
): DatasetProblem[] {
	const expected = modalities.length > 0 ? modalities.length : channelsOf.values().next().value;
	return cases.flatMap(({ id, images }): DatasetProblem[] => {
		const channels = channelsOf.get(id);
		if (channels === undefined || channels === expected) return [];
		const problem = `the image has ${channels} channel(s), where ${expected} are expected`;
		const cure = 'give every image the channels that dataset.json names';
		return [{ kind: 'channels', file: images[0]!, id, problem, cure }];
	});
}

function absentLabels(
	{ labels, cases, folder }: Dataset,
	labelsOf: ReadonlyMap<string, readonly number[]>,
): DatasetProblem[] {
	const values = new Set([...labelsOf.values()].flat());
	if (!cases.some(({ label }) => label !== undefined)) return [];
	return Object.entries(labels)
		.filter(([value]) => Number(value) !== 0 && !values.has(Number(value)))
		.map(([value, name]) => ({
			kind: 'absentLabel',
			file: folder,
			problem: `label ${value} (${name}) occurs in no case`,
			cure: 'leave it out of the label table if it is not meant to be learnt',
		}));
}
