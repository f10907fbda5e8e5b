import { fileNames, isFile, pathTools, readText } from '../source/nodeFiles.ts';
import { VolumeError } from '../volumeError.ts';
import type { CaseSource } from './caseSource.ts';
import type { Dataset, DatasetCase, DatasetProblem } from './dataset.ts';
import { type DatasetJson, parseDatasetJson } from './datasetJson.ts';
import { type LabelTable, readLabelTable } from './labelTable.ts';
import { type CaseList, listCases } from './listCases.ts';
import { listFolder } from './listFolder.ts';
import { splitChannels } from './splitChannels.ts';
import { strayFiles } from './strayFiles.ts';

/** What could be read of a data set's list, and what is wrong with it. */
export interface DatasetScan {
	readonly dataset: Dataset;
	/** What is there of cases that lack a file. */
	readonly partial: readonly DatasetCase[];
	readonly problems: DatasetProblem[];
	/** Whether the labels are those that the label maps hold, which are not opened here. */
	readonly isTableOpen: boolean;
}

/** Reads what can be read of a data set's list and gathers its problems; no volume is opened. */
export async function scanDataset(path: string, signal: AbortSignal | undefined): Promise<DatasetScan> {
	signal?.throwIfAborted();
	const { root, file, json } = await openList(path);
	const source = await caseSource(root, json);
	const place = { folder: root, file: json?.training === undefined ? root : file };
	const training = await listCases(source.listed, { ...place, labelled: source.labelled });
	if (source.listed.length === 0) {
		const problem = '"training" lists no case';
		training.problems.push({ kind: 'list', file, problem, cure: 'list the pairs of image and label' });
	}
	const test: CaseList = await listCases(source.test, { ...place, labelled: false });
	signal?.throwIfAborted();
	const table = labelTable(source, json, file);
	const isMissing = ({ kind }: DatasetProblem): boolean => kind === 'missingFile';
	const problems = [
		...table.problems,
		...source.problems,
		...training.problems,
		...test.problems.filter((problem) => !isMissing(problem)),
	];
	const known = new Set([
		...training.named,
		...test.named,
		...source.problems.map((problem) => problem.file),
	]);
	const { basename } = await pathTools();
	return {
		dataset: {
			layout: source.layout,
			name: json?.name ?? basename(root),
			folder: root,
			labels: table.labels,
			regions: table.regions,
			...(table.ignoreLabel === undefined ? {} : { ignoreLabel: table.ignoreLabel }),
			modalities: json?.modalities ?? [],
			cases: training.cases,
			test: test.cases,
			// Downloads often come without their test images; training does without them too.
			warnings: [
				...training.warnings,
				...test.warnings,
				...test.problems.filter(isMissing),
				...(await strayFiles(known)),
			],
		},
		partial: training.partial,
		problems,
		isTableOpen: table.isOpen === true,
	};
}

/** The folder of a data set and its list: dataset.json in the folder, or the JSON file that was named. */
async function openList(
	path: string,
): Promise<{ root: string; file: string; json: DatasetJson | undefined }> {
	const { resolve, join, dirname } = await pathTools();
	const named = /\.json$/i.test(path) && (await isFile(path));
	const root = named ? dirname(resolve(path)) : resolve(path);
	if ((await fileNames(root)) === undefined) throw new VolumeError(`${path}: there is no such folder`);
	const file = named ? resolve(path) : join(root, 'dataset.json');
	const json = (await isFile(file)) ? parseDatasetJson(await readText(file), file) : undefined;
	return { root, file, json };
}

async function caseSource(root: string, json: DatasetJson | undefined): Promise<CaseSource> {
	if (json?.training === undefined) return listFolder(root, json);
	return {
		layout: json.channelsApart ? 'nnunet' : 'msd',
		listed: await splitChannels(json.training, root, json.modalities.length),
		test: await splitChannels(json.test, root, json.modalities.length),
		labelled: true,
		problems: [],
	};
}

function labelTable(source: CaseSource, json: DatasetJson | undefined, file: string): LabelTable {
	if (json !== undefined) return readLabelTable(json.labels, file);
	if (source.labels !== undefined) return { labels: source.labels, regions: [], problems: [] };
	return { labels: {}, regions: [], problems: [], isOpen: true };
}
