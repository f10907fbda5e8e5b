import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
	type EmptyPolicy,
	type Evaluation,
	type MetricName,
	type MissingPredictions,
	metricRoster,
	type Region,
	summaryCsv,
	summaryJson,
	summaryMarkdown,
} from '@unetr/metrics';
import { evaluate } from '@unetr/metrics/node';
import { type NamedLabels, readLabels } from '../dataset/labelNames.ts';
import { writeWholeFile } from '../files/writeWholeFile.ts';
import { runStoppable } from '../runStoppable.ts';
import type { CommandResult } from '../usage/command.ts';
import { describeEvaluation } from './describeEvaluation.ts';

/** What `unetr evaluate` is asked for. */
export interface EvaluateRunOptions {
	readonly predictions: string;
	readonly references: string;
	/** Path of a data set or bundle that names the labels. */
	readonly labels?: string | undefined;
	readonly empty: EmptyPolicy;
	/** What a reference without a prediction counts as; left out where it is not said. */
	readonly missing?: MissingPredictions;
	/** All when left out. */
	readonly metrics?: readonly MetricName[] | undefined;
	/** Tolerance of surface Dice in mm. */
	readonly tolerance?: number | undefined;
	/** Label of the references that says nothing; the data set's own when left out. */
	readonly ignore?: number | undefined;
	readonly seed?: number | undefined;
	readonly threads?: number | undefined;
	/** Folder for summary.json, summary.csv and summary.md. */
	readonly out?: string | undefined;
}

/** Compares predictions with references by every metric, in worker threads; Ctrl-C ends it with nothing written. */
export async function evaluateRun(options: EvaluateRunOptions): Promise<CommandResult> {
	const evaluation = await evaluateFolders(options);
	const json = summaryJson(evaluation);
	if (options.out !== undefined) {
		await mkdir(options.out, { recursive: true });
		await writeWholeFile(join(options.out, 'summary.json'), `${JSON.stringify(json, undefined, '\t')}\n`);
		await writeWholeFile(join(options.out, 'summary.csv'), summaryCsv(evaluation));
		await writeWholeFile(join(options.out, 'summary.md'), summaryMarkdown(evaluation));
	}
	return { json: { ...json }, lines: describeEvaluation(evaluation, options.out) };
}

async function evaluateFolders(options: EvaluateRunOptions): Promise<Evaluation> {
	const known = options.labels === undefined ? undefined : await readLabels(options.labels);
	const regions = known && regionsOf(known);
	const ignoreLabel = options.ignore ?? known?.ignoreLabel;
	const job = { name: 'evaluate', stopping: 'Stopping.', stopped: 'Stopped; nothing was written.' };
	return runStoppable(job, (progress, signal) =>
		evaluate(options.predictions, options.references, {
			emptyPolicy: options.empty,
			signal,
			missingPredictions: options.missing ?? 'leaveOut',
			onProgress: (state) => progress.update(state),
			...(regions && { regions }),
			...(ignoreLabel !== undefined && { ignoreLabel }),
			...(options.metrics && { metrics: withDice(options.metrics) }),
			...(options.tolerance !== undefined && { toleranceMm: options.tolerance }),
			...(options.seed !== undefined && { seed: options.seed }),
			...(options.threads !== undefined && { threads: options.threads }),
		}),
	);
}

/** What a label table has measured: its regions that may overlap where there are any, or each label by itself. */
function regionsOf({ labels, regions = [] }: NamedLabels): Region[] {
	if (regions.length > 0) return regions.map(({ name, values }) => ({ name, labels: values }));
	return labels.filter(({ value }) => value !== 0).map(({ value, name }) => ({ name, labels: [value] }));
}

/** Dice is always there: the cases of the JSON are by Dice. */
function withDice(metrics: readonly MetricName[]): MetricName[] {
	return (Object.keys(metricRoster) as MetricName[]).filter(
		(name) => name === 'dice' || metrics.includes(name),
	);
}
