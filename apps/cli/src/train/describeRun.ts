import { join } from 'node:path';
import { EMPTY_POLICY_TEXT } from '../evaluate/emptyPolicyText.ts';
import { formatSummary } from '../report/formatSummary.ts';
import type { CommandResult } from '../usage/command.ts';
import type { Assessment } from './assessModel.ts';
import type { RunConfig } from './runConfig.ts';
import type { RunFigures } from './writeRunReport.ts';

/** Says what came of a run, for programs and for people. */
export function describeRun(
	folder: string,
	config: RunConfig,
	{ ids, cases, summary }: Assessment,
	figures: RunFigures & { readonly report: string; readonly sha256: string },
): CommandResult {
	const names = config.dataset.labels;
	const foreground = summary.classes.slice(1);
	return {
		json: {
			run: folder,
			seed: config.seed,
			steps: figures.steps,
			secondsPerStep: figures.secondsPerStep,
			trainingSeconds: figures.trainingSeconds,
			mean: {
				...Object.fromEntries(foreground.map(({ label, mean }) => [label, mean])),
				foreground: summary.foreground.mean,
			},
			cases: ids.map((id, index) => ({
				id,
				perClass: Object.fromEntries(cases[index]!.slice(1).map(({ label, dice }) => [label, dice])),
			})),
			policy: { metric: 'dice', empty: summary.policy, text: EMPTY_POLICY_TEXT[summary.policy] },
			weightsSha256: figures.sha256,
			bundle: folder,
			report: figures.report,
			predictions: join(folder, 'predictions'),
		},
		lines: [
			`${figures.steps} steps, ${figures.secondsPerStep.toFixed(2)} s a step, seed ${config.seed}`,
			...foreground.map((entry) => `Dice ${names[entry.label]}: ${formatSummary(entry)}`),
			`Mean foreground Dice of ${ids.length} held-out cases: ${formatSummary(summary.foreground)}`,
			`Report       ${figures.report}`,
			`Label maps   ${join(folder, 'predictions')}`,
			`Bundle       ${folder}  (unetr predict ${folder} <scan> --out <file>)`,
			'Not a medical device.',
		],
	};
}
