import { VolumeError } from '../volumeError.ts';
import { type Dataset, problemText } from './dataset.ts';
import { foundLabels } from './foundLabels.ts';
import { type DatasetScan, scanDataset } from './scanDataset.ts';

/** How many problems one message spells out. */
const SPELT_OUT = 10;

/** How a data set is read. */
export interface ReadDatasetOptions {
	readonly signal?: AbortSignal;
}

/**
 * Reads the cases of a data set and tells its layout:
 * `msd`, a dataset.json that lists them (Medical Segmentation Decathlon, or a data list of MONAI);
 * `nnunet`, imagesTr and labelsTr with a file a channel (`a_0000.nii.gz`), with or without dataset.json;
 * `btcv`, img/img0001 and label/label0001 with the 13 organs; `pairs`, images and labels by name.
 *
 * No image is opened. Label maps are where no file names the labels.
 * @param path path of the folder, or of the JSON file that lists the cases
 * @throws VolumeError naming all that is wrong: missing or repeated cases, paths out of the folder, gaps in the table
 */
export async function readDataset(path: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
	const scan = await scanDataset(path, options.signal);
	const { dataset, problems } = scan.isTableOpen ? await withFoundLabels(scan, options.signal) : scan;
	if (problems.length === 1) throw new VolumeError(problemText(problems[0]!));
	if (problems.length > 1) {
		const told = problems.slice(0, SPELT_OUT).map((problem, n) => `(${n + 1}) ${problemText(problem)}`);
		if (problems.length > SPELT_OUT)
			told.push(`and ${problems.length - SPELT_OUT} more, which validateDataset lists`);
		throw new VolumeError(
			`${dataset.folder}: the data set has ${problems.length} problems: ${told.join('; ')}`,
		);
	}
	return dataset;
}

async function withFoundLabels(
	{ dataset, partial, problems }: DatasetScan,
	signal: AbortSignal | undefined,
): Promise<Pick<DatasetScan, 'dataset' | 'problems'>> {
	const table = await foundLabels([...dataset.cases, ...partial], dataset.folder, signal);
	return { dataset: { ...dataset, labels: table.labels }, problems: [...table.problems, ...problems] };
}
