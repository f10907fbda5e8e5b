import { type DatasetReport, problemText, validateDataset } from '@unetr/volume';
import type { Progress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { Stopped } from '../stopped.ts';

/** Reads every case of a data set, with progress, and gathers what is wrong. */
export async function gatherProblems(
	path: string,
	progress: Progress,
	signal: AbortSignal,
	toleranceMm?: number,
): Promise<DatasetReport> {
	try {
		return await validateDataset(path, {
			signal,
			onProgress: ({ doneCases, totalCases }) => progress.update({ done: doneCases, total: totalCases }),
			...(toleranceMm === undefined ? {} : { toleranceMm }),
		});
	} catch (error) {
		if (signal.aborted) throw new Stopped('Stopped while the data set was checked; nothing was written.');
		throw error;
	} finally {
		progress.end();
	}
}

/**
 * Reads every case of a data set and refuses it with all problems at once.
 *
 * @throws Refusal listing each problem with its file and its cure.
 */
export async function checkDataset(
	path: string,
	progress: Progress,
	signal: AbortSignal,
): Promise<DatasetReport> {
	const report = await gatherProblems(path, progress, signal);
	for (const warning of report.warnings) progress.message(`Note: ${problemText(warning)}.`);
	if (report.problems.length > 0) throw new Refusal(problemList(path, report.problems.map(problemText)));
	return report;
}

/** One sentence for one problem, a list for several. */
function problemList(path: string, problems: readonly string[]): string {
	if (problems.length === 1) return `${problems[0]}.`;
	return [
		`The data set ${path} has ${problems.length} problems:`,
		...problems.map((text) => `- ${text}.`),
	].join('\n');
}
