import { listenForStop } from '../interrupt.ts';
import { Progress } from '../progress.ts';
import type { CommandResult } from '../usage/command.ts';
import { checkDataset } from './checkDataset.ts';
import { labelNames } from './labelNames.ts';

/** Checks a data set; a faulty one is refused. */
export async function validateRun(folder: string): Promise<CommandResult> {
	const progress = new Progress('check');
	const interrupt = listenForStop(() => progress.message('Stopping.'));
	try {
		const dataset = await checkDataset(folder, progress, interrupt.signal);
		const labels = labelNames(dataset);
		return {
			json: { ok: true, name: dataset.name, cases: dataset.cases.length, labels, warnings: dataset.warnings },
			lines: [`${dataset.name}: ${dataset.cases.length} cases, labels ${labels.join(', ')}; no problems.`],
		};
	} finally {
		interrupt.dispose();
	}
}
