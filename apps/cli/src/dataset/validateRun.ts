import { type DatasetReport, problemText } from '@unetr/volume';
import { listenForStop } from '../interrupt.ts';
import { Progress } from '../progress.ts';
import type { CommandResult } from '../usage/command.ts';
import { gatherProblems } from './checkDataset.ts';
import { labelNames } from './labelNames.ts';
import { LAYOUT_TEXT } from './layoutText.ts';

/** What `unetr validate` is asked for. */
export interface ValidateOptions {
	/** Data set folder, or the JSON file that lists its cases. */
	readonly data: string;
	/** Largest distance between voxels of image and label map, mm. */
	readonly toleranceMm: number | undefined;
}

/** Checks a data set and lists every problem; with problems the exit code is 1. */
export async function validateRun({ data, toleranceMm }: ValidateOptions): Promise<CommandResult> {
	const progress = new Progress('check');
	const interrupt = listenForStop(() => progress.message('Stopping.'));
	try {
		const report = await gatherProblems(data, progress, interrupt.signal, toleranceMm);
		return describe(report);
	} finally {
		interrupt.dispose();
	}
}

function describe({ dataset, problems, warnings, channels }: DatasetReport): CommandResult {
	const labels = labelNames(dataset);
	const count = problems.length === 0 ? 'no problems' : `${problems.length} problem(s)`;
	return {
		json: {
			ok: problems.length === 0,
			layout: dataset.layout,
			name: dataset.name,
			cases: dataset.cases.length,
			channels: channels ?? null,
			labels,
			problems,
			warnings,
		},
		lines: [
			...problems.map((problem) => `problem: ${problemText(problem)}.`),
			...warnings.map((warning) => `note: ${problemText(warning)}.`),
			`${dataset.name}: ${LAYOUT_TEXT[dataset.layout]}, ${dataset.cases.length} whole cases, labels ${labels.join(', ')}; ${count}.`,
		],
		...(problems.length > 0 && {
			refusal: `The data set ${dataset.folder} has ${problems.length} problem(s).`,
		}),
	};
}
