import { isFile, pathTools } from '../source/nodeFiles.ts';
import type { DatasetCase, DatasetProblem } from './dataset.ts';
import type { ListedCase } from './datasetJson.ts';

/** Cases of a list with everything that is wrong with the list. */
export interface CaseList {
	readonly cases: DatasetCase[];
	readonly problems: DatasetProblem[];
	readonly warnings: DatasetProblem[];
}

/** Where a list stands. */
export interface ListPlace {
	readonly folder: string;
	/** The file that holds the list. */
	readonly file: string;
	/** Whether every case must have a label map. */
	readonly labelled: boolean;
}

/** Judges a case list: paths stay in the folder, files exist, nothing is listed twice. */
export async function listCases(listed: readonly ListedCase[], place: ListPlace): Promise<CaseList> {
	const list: CaseList = { cases: [], problems: [], warnings: [] };
	const seen = new Map<string, number>();
	for (const [index, entry] of listed.entries()) {
		const where = `entry ${index + 1}`;
		for (const key of entry.unknownKeys) {
			const problem = `${where} has the unknown key ${JSON.stringify(key)}`;
			list.warnings.push({ file: place.file, problem, cure: 'the keys of a case are "image" and "label"' });
		}
		const image = await checkPath(entry.image, 'image', where, place, list);
		const label = place.labelled ? await checkPath(entry.label, 'label', where, place, list) : undefined;
		if (image === undefined || (place.labelled && label === undefined)) continue;
		const id = await caseId(label ?? image);
		const before = seen.get(id);
		if (before !== undefined) {
			const problem = `case ${id} is listed twice (duplicate entries ${before} and ${index + 1})`;
			list.problems.push({
				file: place.file,
				id,
				problem,
				cure: 'leave one of them out, or rename one file',
			});
			continue;
		}
		seen.set(id, index + 1);
		list.cases.push(label === undefined ? { id, image } : { id, image, label });
	}
	return list;
}

/** The absolute path of an entry, or undefined where it is refused. */
async function checkPath(
	value: unknown,
	key: 'image' | 'label',
	where: string,
	{ folder, file }: ListPlace,
	{ problems }: CaseList,
): Promise<string | undefined> {
	const { resolve, relative, isAbsolute, sep } = await pathTools();
	if (typeof value !== 'string' || value === '' || value.includes('\0')) {
		problems.push({
			file,
			problem: `${where} has no "${key}"`,
			cure: 'give it the path of a file in this folder',
		});
		return undefined;
	}
	const path = resolve(folder, value);
	const inside = relative(folder, path);
	if (isAbsolute(value) || isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
		const problem = `${where} has the ${key} path ${JSON.stringify(value)}, which leaves the data set's folder`;
		problems.push({ file, problem, cure: 'move the file into the folder' });
		return undefined;
	}
	if (!(await isFile(path))) {
		const problem = `the ${key} of ${where} does not exist`;
		problems.push({
			file: path,
			id: await caseId(path),
			problem,
			cure: `add the file or take the case out of ${file}`,
		});
		return undefined;
	}
	return path;
}

/** Name of a file without folder and ending. */
async function caseId(path: string): Promise<string> {
	const { basename } = await pathTools();
	return basename(path).replace(/(\.nii|\.hdr|\.img)?(\.gz)?$/i, '');
}
