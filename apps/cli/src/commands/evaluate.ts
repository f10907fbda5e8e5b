import type { EmptyPolicy, MetricName } from '@unetr/metrics';
import type { Command } from '../usage/command.ts';
import { positiveFlag, textFlag, wholeFlag } from '../usage/flagValues.ts';
import { UsageError } from '../usage/usageError.ts';

/** `unetr evaluate`: label maps against references. */
export const evaluateCommand: Command = {
	name: 'evaluate',
	description:
		'Compare label maps with references: overlap, surfaces, volumes and lesions of each class and case',
	example: 'unetr evaluate runs/hippocampus/predictions data/hippocampus/labelsTr --out evaluation',
	args: {
		predictions: { type: 'positional', description: 'Label file, or folder of them' },
		references: { type: 'positional', description: 'Reference file, or folder of them; paired by name' },
		labels: {
			type: 'string',
			valueHint: 'folder',
			description: 'Data set or bundle that names the labels; all that occur when left out',
		},
		empty: {
			type: 'enum',
			options: ['exclude', 'one', 'excludeEmptyReference'],
			description: 'What empty masks give: left out, perfect, or left out where the reference is empty',
			default: 'exclude',
		},
		missing: {
			type: 'enum',
			options: ['leaveOut', 'empty'],
			description: 'A reference without a prediction: in no mean, or compared with an empty one',
			default: 'leaveOut',
		},
		metrics: {
			type: 'string',
			valueHint: 'dice,hd95,…',
			description: 'What to measure; default all there is',
		},
		tolerance: { type: 'string', valueHint: 'mm', description: 'Tolerance of surface Dice (nsd); default 1' },
		ignore: { type: 'string', valueHint: 'label', description: 'Label of the references that says nothing' },
		out: {
			type: 'string',
			valueHint: 'folder',
			description: "Folder for summary.json (as nnU-Net's), summary.csv and summary.md",
		},
		seed: { type: 'string', valueHint: 'n', description: 'Seed of the bootstrap intervals; default 0' },
		threads: { type: 'string', valueHint: 'n', description: 'Worker threads; default one a processor' },
	},
	async run({ flags, positionals }) {
		const options = {
			predictions: positionals[0]!,
			references: positionals[1]!,
			labels: textFlag(flags.labels),
			empty: textFlag(flags.empty) as EmptyPolicy,
			missing: textFlag(flags.missing) === 'empty' ? ('empty' as const) : ('leaveOut' as const),
			metrics: await metricsFlag(textFlag(flags.metrics)),
			tolerance: positiveFlag('tolerance', flags.tolerance),
			ignore: wholeFlag('ignore', flags.ignore, 0),
			out: textFlag(flags.out),
			seed: wholeFlag('seed', flags.seed, 0),
			threads: wholeFlag('threads', flags.threads),
		};
		const { evaluateRun } = await import('../evaluate/evaluateRun.ts');
		return evaluateRun(options);
	},
};

/** Names of metrics with commas between them. */
async function metricsFlag(text: string | undefined): Promise<MetricName[] | undefined> {
	if (text === undefined) return undefined;
	const { metricNames } = await import('@unetr/metrics');
	return text.split(',').map((part) => {
		const name = metricNames.find((known) => known === part.trim());
		if (name !== undefined) return name;
		throw new UsageError(`--metrics knows no "${part.trim()}"; there are ${metricNames.join(', ')}.`);
	});
}
