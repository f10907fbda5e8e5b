import { join } from 'node:path';
import { writeBundle } from '@unetr/inference';
import { readLog } from '@unetr/training';
import type { Dataset } from '@unetr/volume';
import { Stopped } from '../stopped.ts';
import type { CommandResult } from '../usage/command.ts';
import { type Assessment, assessModel } from './assessModel.ts';
import { describeRun } from './describeRun.ts';
import { howToGoOn } from './howToGoOn.ts';
import { ignoring } from './lossChoice.ts';
import type { BuiltModel } from './modelChoice.ts';
import { pipelineOf } from './pipeline.ts';
import type { RunConfig } from './runConfig.ts';
import { type RunFigures, reportClasses, runFigures, writeRunReport } from './writeRunReport.ts';

/** What the last part of a run works on. */
export interface TrainedRun {
	readonly config: RunConfig;
	readonly dataset: Dataset;
	readonly built: BuiltModel;
	readonly signal: AbortSignal;
}

/** Measures every held-out case, then writes the bundle and the report. */
export async function finishRun(folder: string, run: TrainedRun): Promise<CommandResult> {
	const { config, dataset, built, signal } = run;
	const predictions = join(folder, 'predictions');
	const pipeline = pipelineOf(config);
	const labels = [{ value: 0, name: config.dataset.labels[0]! }, ...reportClasses(config)];
	let assessment: Assessment;
	try {
		assessment = await assessModel({
			dataset,
			ids: config.split.validation,
			model: built.model,
			labels,
			pipeline,
			folder: predictions,
			signal,
		});
	} catch (error) {
		if (signal.aborted) throw new Stopped(`Stopped while held-out cases were predicted; ${howToGoOn()}`);
		throw error;
	}
	const log = await readLog(join(folder, 'log.jsonl'));
	const figures = runFigures(log);
	const bundle = await writeBundle(folder, {
		...pipeline,
		model: built.model,
		labels,
		training: trainingFacts(config, assessment, figures),
	});
	const report = await writeRunReport({
		folder,
		config,
		dataset,
		model: built.model,
		assessment,
		predictions,
		log,
		figures,
	});
	return describeRun(folder, config, assessment, { ...figures, report, sha256: bundle.weights.sha256 });
}

function trainingFacts(
	config: RunConfig,
	{ summary }: Assessment,
	figures: RunFigures,
): Record<string, unknown> {
	return {
		'data set': config.dataset.name,
		fold: config.split.fold,
		'training cases': config.split.train.length,
		'held-out cases': config.split.validation.length,
		seed: config.seed,
		steps: figures.steps,
		batch: config.batch,
		optimizer: config.optimizer,
		loss: ignoring(config.loss, config.dataset.ignoreLabel),
		augmentation: config.augmentation,
		'mean foreground Dice of the held-out cases': summary.foreground,
		'Dice by class': summary.classes.slice(1).map(({ label, mean, sd, n }) => ({
			class: config.dataset.labels[label],
			mean,
			sd,
			n,
		})),
	};
}
