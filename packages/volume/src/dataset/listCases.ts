import { isFile, pathTools } from '../source/nodeFiles.ts';
import type { DatasetCase, DatasetProblem } from './dataset.ts';
import type { ListedCase } from './datasetJson.ts';
import { shownJson } from './shownJson.ts';
import { volumeStem } from './volumeName.ts';

/** Ids become names of files that are written. */
const FILE_NAME = /^(?!\.{0,2}$)[^\\/\0]+$/;

/** Cases of a list with everything that is wrong with the list. */
export interface CaseList {
	readonly cases: DatasetCase[];
	/** What is there of cases that lack a file. */
	readonly partial: DatasetCase[];
	readonly problems: DatasetProblem[];
	readonly warnings: DatasetProblem[];
	/** Every path that the list names. */
	readonly named: Set<string>;
	/** The case of every image. */
	readonly caseOf: Map<string, string>;
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
	const list: CaseList = {
		cases: [],
		partial: [],
		problems: [],
		warnings: [],
		named: new Set(),
		caseOf: new Map(),
	};
	const seen = new Map<string, number>();
	for (const [index, entry] of listed.entries()) {
		const where = entry.id === undefined ? `entry ${index + 1}` : `case ${entry.id}`;
		for (const key of entry.unknownKeys) {
			const problem = `${where} has the unknown key ${shownJson(key)}`;
			const cure = 'the keys of a case are "image", "label" and "fold"';
			list.warnings.push({ kind: 'list', file: place.file, problem, cure });
		}
		const found = await checkFiles(entry, where, place, list);
		if (found === undefined) continue;
		const before = seen.get(found.id);
		if (before !== undefined) {
			if (!found.whole) continue;
			const problem = `case ${found.id} is listed twice (duplicate entries ${before} and ${index + 1})`;
			const cure = 'leave one of them out, or rename one file';
			list.problems.push({ kind: 'duplicateId', file: place.file, id: found.id, problem, cure });
			continue;
		}
		seen.set(found.id, index + 1);
		(found.whole ? list.cases : list.partial).push(found.case);
		for (const image of found.case.images) noteImage(image, found.id, list);
	}
	return list;
}

/** Warns of an image that two cases share, or that is two channels of one: it could be trained and validated on. */
function noteImage(image: string, id: string, { caseOf, warnings }: CaseList): void {
	const other = caseOf.get(image);
	if (other === undefined) {
		caseOf.set(image, id);
		return;
	}
	const problem =
		other === id ? `it is two channels of case ${id}` : `cases ${other} and ${id} have this image`;
	const cure = 'look whether it is meant; keep the two on one side of a split';
	warnings.push({ kind: 'duplicateId', file: image, id, problem, cure });
}

/** The case of an entry, or undefined where none of its files is there. */
async function checkFiles(
	entry: ListedCase,
	where: string,
	place: ListPlace,
	list: CaseList,
): Promise<{ id: string; whole: boolean; case: DatasetCase } | undefined> {
	const values: readonly unknown[] =
		Array.isArray(entry.image) && entry.image.length > 0 ? entry.image : [entry.image];
	const images: (string | undefined)[] = [];
	for (const value of values) images.push(await checkPath(value, 'image', where, place, list));
	const label = place.labelled ? await checkPath(entry.label, 'label', where, place, list) : undefined;
	const there = images.filter((image) => image !== undefined);
	const named = label ?? there[0];
	if (named === undefined) return undefined;
	const id = entry.id ?? (await nameOf(named));
	if (!FILE_NAME.test(id)) {
		const cure = 'call it after what a file can be called, without slashes';
		list.problems.push({ kind: 'path', file: place.file, problem: `${where} is no name for a case`, cure });
		return undefined;
	}
	return {
		id,
		whole:
			entry.isWhole !== false && there.length === values.length && (label !== undefined || !place.labelled),
		case: label === undefined ? { id, images: there } : { id, images: there, label },
	};
}

/** The absolute path of an entry, or undefined where it is refused. */
async function checkPath(
	value: unknown,
	key: 'image' | 'label',
	where: string,
	{ folder, file }: ListPlace,
	{ problems, named }: CaseList,
): Promise<string | undefined> {
	const { resolve, relative, isAbsolute, sep } = await pathTools();
	if (typeof value !== 'string' || value === '' || value.includes('\0')) {
		const cure = 'give it the path of a file in this folder';
		problems.push({ kind: 'list', file, problem: `${where} has no "${key}"`, cure });
		return undefined;
	}
	const path = resolve(folder, value);
	const inside = relative(folder, path);
	if (isAbsolute(value) || isAbsolute(inside) || inside === '..' || inside.startsWith(`..${sep}`)) {
		const problem = `${where} has the ${key} path ${shownJson(value)}, which leaves the data set's folder`;
		problems.push({ kind: 'path', file, problem, cure: 'move the file into the folder' });
		return undefined;
	}
	named.add(path);
	if (!(await isFile(path))) {
		const problem = `the ${key} of ${where} does not exist`;
		const cure = `add the file or take the case out of ${file}`;
		problems.push({ kind: 'missingFile', file: path, id: await nameOf(path), problem, cure });
		return undefined;
	}
	return path;
}

/** Name of a file without folder and ending. */
async function nameOf(path: string): Promise<string> {
	const { basename } = await pathTools();
	return volumeStem(basename(path));
}
