import { join } from 'node:path';
import type * as tf from '@tensorflow/tfjs';
import { complexity } from '@unetr/models';
import type { LogEntry } from '@unetr/training';
import { orientTo, toGrid } from '@unetr/transforms';
import type { Dataset } from '@unetr/volume';
import { EMPTY_POLICY_TEXT } from '../evaluate/emptyPolicyText.ts';
import { writeWholeFile } from '../files/writeWholeFile.ts';
import { formatDuration } from '../progress.ts';
import { classColor } from '../report/classColors.ts';
import { drawCase } from '../report/drawCase.ts';
import { renderReport } from '../report/renderReport.ts';
import type { ReportClass, ReportSlices, RunReport } from '../report/runReport.ts';
import type { SliceSource } from '../report/slicePlane.ts';
import { type AssessedCase, type Assessment, readAssessed } from './assessModel.ts';
import { describeLoss, ignoring } from './lossChoice.ts';
import type { RunConfig } from './runConfig.ts';

/** What a report is made of. */
export interface ReportInput {
	readonly folder: string;
	readonly config: RunConfig;
	readonly dataset: Dataset;
	readonly model: tf.LayersModel;
	readonly assessment: Assessment;
	/** Folder of the held-out cases' label maps. */
	readonly predictions: string;
	readonly log: readonly LogEntry[];
	/** Read off the log. */
	readonly figures: RunFigures;
}

/** Speed and length of a run, from its log. */
export interface RunFigures {
	readonly steps: number;
	/** Median over all steps. */
	readonly secondsPerStep: number;
	/** Sum over steps and validations. */
	readonly trainingSeconds: number;
}

/** Reads the figures of a run off its log. */
export function runFigures(log: readonly LogEntry[]): RunFigures {
	const seconds = log
		.flatMap((entry) => (entry.kind === 'step' ? [entry.seconds] : []))
		.sort((a, b) => a - b);
	return {
		steps: seconds.length,
		secondsPerStep: seconds[Math.floor(seconds.length / 2)] ?? Number.NaN,
		trainingSeconds: log.reduce((sum, entry) => sum + entry.seconds, 0),
	};
}

/** Writes report.html into the run folder and returns its path. */
export async function writeRunReport(input: ReportInput): Promise<string> {
	const { folder, config, assessment, log } = input;
	const classes = reportClasses(config);
	const report: RunReport = {
		title: `${config.dataset.name}: UNETR on ${assessment.ids.length} held-out cases`,
		summary: `Trained from scratch on ${config.split.train.length} cases; the Dice below is of ${assessment.ids.length} cases that were never trained on, measured on the grid of each scan.`,
		facts: reportFacts(input),
		classes,
		loss: log.flatMap((entry) => (entry.kind === 'step' ? [{ step: entry.step, loss: entry.loss }] : [])),
		validation: log.flatMap((entry) =>
			entry.kind === 'validation'
				? [{ step: entry.step, dice: entry.classes.slice(1).map(({ dice }) => dice) }]
				: [],
		),
		cases: assessment.ids.map((id, index) => ({
			id,
			dice: assessment.cases[index]!.slice(1).map(({ dice }) => dice),
		})),
		slices: await drawChosen(input, classes),
		policy: EMPTY_POLICY_TEXT[assessment.summary.policy],
		files: RUN_FILES,
	};
	const path = join(folder, 'report.html');
	await writeWholeFile(path, await renderReport(report));
	return path;
}

/** The foreground classes with their colours. */
export function reportClasses({ dataset }: RunConfig): ReportClass[] {
	return dataset.labels.slice(1).map((name, index) => ({ value: index + 1, name, color: classColor(index) }));
}

const RUN_FILES: RunReport['files'] = [
	['bundle.json, model.safetensors', 'the trained model with everything that unetr predict needs'],
	['MODEL_CARD.md', 'what the model was made from and for'],
	['predictions/', 'label maps of the held-out cases, each on the grid of its scan'],
	['config.json', 'everything that decided the run'],
	['log.jsonl', 'loss, learning rate, gradient norm, seconds and cases of every step; validations'],
	['checkpoint.safetensors', 'weights and optimizer, for --resume'],
];

function reportFacts({ config, model, figures }: ReportInput): [string, string][] {
	const { parameters, macs } = complexity(model);
	const { optimizer, split, engine } = config;
	return [
		['Model', config.model.asked],
		['Parameters', parameters.toLocaleString('en')],
		['Multiply-accumulates a window', `${(macs / 1e9).toFixed(2)}\u00a0G`],
		['Window', `${(config.model.config.imgSize as number[]).join(' × ')} voxels`],
		['Seed', String(config.seed)],
		['Steps', String(figures.steps)],
		['Batch', `${config.batch} windows`],
		['Seconds a step (median)', figures.secondsPerStep.toFixed(2)],
		['Training and validation', formatDuration(figures.trainingSeconds)],
		['Engine', describeEngine(engine)],
		['Loss', describeLoss(ignoring(config.loss, config.dataset.ignoreLabel))],
		['Optimizer', `AdamW, ${optimizer.learningRate}, weight decay ${optimizer.weightDecay}`],
		['Schedule', `warm-up ${optimizer.warmupSteps} steps, cosine`],
		['Weights assessed', 'those after the last step'],
		['Training cases', String(split.train.length)],
		['Held-out cases', String(split.validation.length)],
		['Fold', `${split.fold} of ${split.file ?? 'folds made from the seed'}`],
	];
}

function describeEngine({ backend, threads }: RunConfig['engine']): string {
	if (backend === 'webgpu') return backend;
	return `${backend}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** Pictures of the best, the median and the worst case. */
async function drawChosen(input: ReportInput, classes: readonly ReportClass[]): Promise<ReportSlices[]> {
	const { dataset, assessment, predictions } = input;
	const ranked = assessment.ids
		.map((id, index) => ({ id, score: assessment.summary.perCase[index] ?? -1 }))
		.sort((a, b) => b.score - a.score);
	const chosen = new Map<string, string>();
	const last = ranked.length - 1;
	for (const [place, note] of [
		[0, 'best case'],
		[last, 'worst case'],
		[Math.floor(last / 2), 'median case'],
	] as const) {
		const { id, score } = ranked[place]!;
		if (!chosen.has(id)) chosen.set(id, score < 0 ? note : `${note}, mean Dice ${score.toFixed(3)}`);
	}
	const pictures: ReportSlices[] = [];
	for (const { id } of ranked) {
		const note = chosen.get(id);
		if (note === undefined) continue;
		pictures.push(drawCase(id, note, sliceSource(await readAssessed(dataset, predictions, id)), classes));
	}
	return pictures;
}

function sliceSource({ image, reference, prediction }: AssessedCase): SliceSource {
	const oriented = orientTo(image, 'RAS').volume;
	const { values, channels } = toGrid(oriented);
	return {
		shape: oriented.shape,
		spacingMm: oriented.spacingMm,
		// the first channel of several
		scan: channels === 1 ? values : values.filter((_, at) => at % channels === 0),
		reference: toGrid(orientTo(reference, 'RAS').volume).values,
		prediction: toGrid(orientTo(prediction, 'RAS').volume).values,
	};
}
