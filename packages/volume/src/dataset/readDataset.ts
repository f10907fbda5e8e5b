import { fileNames, isFile, pathTools, readText } from '../source/nodeFiles.ts';
import { VolumeError } from '../volumeError.ts';
import { type Dataset, type DatasetProblem, problemText } from './dataset.ts';
import { parseDatasetJson } from './datasetJson.ts';
import { gapProblems, readLabelTable } from './labelTable.ts';
import { type CaseList, listCases } from './listCases.ts';
import { foundLabels, listFolder } from './listFolder.ts';

/** How many problems one message spells out. */
const SPELT_OUT = 10;

/** How a data set is read. */
export interface ReadDatasetOptions {
	readonly signal?: AbortSignal;
}

/**
 * Reads the list of a data set in the layout of the Medical Segmentation Decathlon (dataset.json with labels and
 * training pairs), or pairs imagesTr and labelsTr by name where there is no list. No image is opened.
 * @param folder path of the folder
 * @throws VolumeError naming all that is wrong: missing or repeated cases, paths out of the folder, gaps in the table
 */
export async function readDataset(folder: string, options: ReadDatasetOptions = {}): Promise<Dataset> {
	const { dataset, problems } = await scanDataset(folder, options);
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

/** Reads what can be read of a data set's list and gathers its problems. */
export async function scanDataset(
	folder: string,
	{ signal }: ReadDatasetOptions,
): Promise<{ dataset: Dataset; problems: DatasetProblem[] }> {
	signal?.throwIfAborted();
	const { resolve, join, basename } = await pathTools();
	const root = resolve(folder);
	if ((await fileNames(root)) === undefined) throw new VolumeError(`${folder}: there is no such folder`);
	const file = join(root, 'dataset.json');
	const json = (await isFile(file)) ? parseDatasetJson(await readText(file), file) : undefined;
	const source =
		json?.training === undefined ? await listFolder(root) : { listed: json.training, labelled: true };
	const place = { folder: root, file: json?.training === undefined ? root : file, labelled: source.labelled };
	const training = await listCases(source.listed, place);
	if (source.listed.length === 0) {
		training.problems.push({
			file,
			problem: '"training" lists no case',
			cure: 'list the pairs of image and label',
		});
	}
	const test: CaseList = await listCases(json?.test ?? [], { folder: root, file, labelled: false });
	signal?.throwIfAborted();
	const table =
		json === undefined ? await foundTable(training, root, signal) : readLabelTable(json.labels, file);
	return {
		dataset: {
			name: json?.name ?? basename(root),
			folder: root,
			labels: table.labels,
			modalities: json?.modalities ?? [],
			cases: training.cases,
			test: test.cases,
			// Downloads often come without their test images; training does without them too.
			warnings: [...training.warnings, ...test.warnings, ...test.problems.filter(isMissing)],
		},
		problems: [...table.problems, ...training.problems, ...test.problems.filter((p) => !isMissing(p))],
	};
}

async function foundTable(
	training: CaseList,
	root: string,
	signal: AbortSignal | undefined,
): ReturnType<typeof foundLabels> {
	const found = await foundLabels(training.cases, signal);
	return { ...found, problems: [...found.problems, ...gapProblems(found.labels, root)] };
}

function isMissing({ problem }: DatasetProblem): boolean {
	return problem.endsWith('does not exist');
}
