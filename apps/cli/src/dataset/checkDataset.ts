import { type Dataset, problemText, validateDataset } from '@unetr/volume';
import type { Progress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { Stopped } from '../stopped.ts';

/**
 * Reads every case of a data set and refuses it with all problems at once.
 *
 * @throws Refusal listing each problem with its file and its cure.
 */
export async function checkDataset(
	folder: string,
	progress: Progress,
	signal: AbortSignal,
): Promise<Dataset> {
	try {
		const report = await validateDataset(folder, {
			signal,
			onProgress: ({ doneCases, totalCases }) => progress.update({ done: doneCases, total: totalCases }),
		});
		progress.end();
		for (const warning of report.warnings) progress.message(`Note: ${problemText(warning)}.`);
		if (report.problems.length > 0) throw new Refusal(problemList(folder, report.problems.map(problemText)));
		return report.dataset;
	} catch (error) {
		progress.end();
		if (signal.aborted) throw new Stopped('Stopped while the data set was checked; nothing was written.');
		throw error;
	}
}

/** One sentence for one problem, a list for several. */
function problemList(folder: string, problems: readonly string[]): string {
	if (problems.length === 1) return `${problems[0]}.`;
	return [
		`The data set ${folder} has ${problems.length} problems:`,
		...problems.map((text) => `- ${text}.`),
	].join('\n');
}
