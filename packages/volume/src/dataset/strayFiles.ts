import { fileNames, pathTools } from '../source/nodeFiles.ts';
import type { DatasetProblem } from './dataset.ts';
import { isVolumeName } from './volumeName.ts';

/** How many files one sentence names. */
const NAMED = 5;

/**
 * Volumes that lie beside those of the cases and belong to none, one warning a folder.
 * @param known paths of the cases' files, and of those that other problems tell of
 */
export async function strayFiles(known: ReadonlySet<string>): Promise<DatasetProblem[]> {
	const { dirname, join } = await pathTools();
	const warnings: DatasetProblem[] = [];
	for (const folder of new Set([...known].map((path) => dirname(path)))) {
		const names = ((await fileNames(folder)) ?? []).filter(isVolumeName);
		const strays = names.filter((name) => !known.has(join(folder, name)));
		if (strays.length === 0) continue;
		const more = strays.length > NAMED ? ` and ${strays.length - NAMED} more` : '';
		const problem = `${strays.length} file(s) belong to no case: ${strays.slice(0, NAMED).join(', ')}${more}`;
		const cure = 'list them, rename them like their case, or take them out';
		warnings.push({ kind: 'strayFile', file: folder, problem, cure });
	}
	return warnings;
}
