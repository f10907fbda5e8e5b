import { checkCase } from './checkCase.ts';
import type { Dataset, DatasetProblem } from './dataset.ts';
import { scanDataset } from './readDataset.ts';

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
}

/**
 * Reads every case and lists every problem at once, each with its file and a cure.
 *
 * Problems: files that cannot be read, shape or affine of image and label map that differ, label values outside the
 * table, voxels that are not finite, images of unequal channels. Warnings: constant images, label maps without
 * foreground, labels that never occur.
 * @param source a data set, or its folder; of a folder the faults of the list are reported as well
 * @throws VolumeError only where there is no list to begin with
 */
export async function validateDataset(
	source: Dataset | string,
	options: ValidateDatasetOptions = {},
): Promise<DatasetReport> {
	const { signal, onProgress, toleranceMm = 0.01 } = options;
	const { dataset, problems } =
		typeof source === 'string'
			? await scanDataset(source, signal ? { signal } : {})
			: { dataset: source, problems: [] };
	const warnings: DatasetProblem[] = [...dataset.warnings];
	const values = new Set<number>();
	const channelsOf = new Map<string, number>();
	for (const [index, datasetCase] of dataset.cases.entries()) {
		signal?.throwIfAborted();
		const report = await checkCase(datasetCase, dataset, { toleranceMm, signal });
		problems.push(...report.problems);
		warnings.push(...report.warnings);
		for (const value of report.values) values.add(value);
		if (report.channels !== undefined) channelsOf.set(datasetCase.id, report.channels);
		onProgress?.({ doneCases: index + 1, totalCases: dataset.cases.length });
	}
	problems.push(...channelProblems(dataset, channelsOf));
	warnings.push(...absentLabels(dataset, values));
	return { dataset, problems, warnings };
}

function channelProblems(
	{ cases, modalities }: Dataset,
	channelsOf: ReadonlyMap<string, number>,
): DatasetProblem[] {
	const expected = modalities.length > 0 ? modalities.length : channelsOf.values().next().value;
	return cases.flatMap(({ id, image }) => {
		const channels = channelsOf.get(id);
		if (channels === undefined || channels === expected) return [];
		const problem = `the image has ${channels} channel(s), where ${expected} are expected`;
		return [{ file: image, id, problem, cure: 'give every image the channels that "modality" names' }];
	});
}

function absentLabels({ labels, cases, folder }: Dataset, values: ReadonlySet<number>): DatasetProblem[] {
	if (!cases.some(({ label }) => label !== undefined)) return [];
	return Object.entries(labels)
		.filter(([value]) => Number(value) !== 0 && !values.has(Number(value)))
		.map(([value, name]) => ({
			file: folder,
			problem: `label ${value} (${name}) occurs in no case`,
			cure: 'leave it out of the label table if it is not meant to be learnt',
		}));
}
