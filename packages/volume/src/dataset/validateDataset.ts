import { checkCase } from './checkCase.ts';
import { type Dataset, type DatasetCase, type DatasetProblem, problemText } from './dataset.ts';
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
	const scan: DatasetScan =
		typeof source === 'string'
			? await scanDataset(source, signal)
			: { dataset: source, partial: [], problems: [] };
	const { dataset, partial } = scan;
	const problems = [...scan.problems];
	const warnings = [...dataset.warnings];
	const labelsOf = new Map<string, readonly number[]>();
	const channelsOf = new Map<string, number>();
	const all: readonly DatasetCase[] = [...dataset.cases, ...partial];
	for (const [index, datasetCase] of all.entries()) {
		signal?.throwIfAborted();
		const report = await checkCase(datasetCase, dataset, { toleranceMm, signal });
		problems.push(...report.problems);
		warnings.push(...report.warnings);
		if (report.values)
			labelsOf.set(
				datasetCase.id,
				report.values.toSorted((a, b) => a - b),
			);
		const isWhole = index < dataset.cases.length;
		if (report.channels !== undefined && isWhole) channelsOf.set(datasetCase.id, report.channels);
		onProgress?.({ doneCases: index + 1, totalCases: all.length });
	}
	problems.push(...channelProblems(dataset, channelsOf));
	warnings.push(...absentLabels(dataset, new Set([...labelsOf.values()].flat())));
	const channels = channelsOf.values().next().value;
	return { dataset, problems: withoutRepeats(problems), warnings, labelsOf, channels };
}

/** A label map that cannot be read shows when the table is made and when its case is checked. */
function withoutRepeats(problems: readonly DatasetProblem[]): DatasetProblem[] {
	return [...new Map(problems.map((problem) => [problemText(problem), problem])).values()];
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

function absentLabels({ labels, cases, folder }: Dataset, values: ReadonlySet<number>): DatasetProblem[] {
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
