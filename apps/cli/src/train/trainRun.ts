import { mkdir } from 'node:fs/promises';
import type { PreprocessingSpec } from '@unetr/transforms';
import { checkDataset } from '../dataset/checkDataset.ts';
import { checkTrainable } from '../dataset/checkTrainable.ts';
import { chooseSplit } from '../dataset/chooseSplit.ts';
import { labelNames } from '../dataset/labelNames.ts';
import { prepareCases } from '../dataset/prepareCases.ts';
import { startEngine } from '../engine/startEngine.ts';
import { type Interrupt, listenForStop } from '../interrupt.ts';
import { Progress } from '../progress.ts';
import { Stopped } from '../stopped.ts';
import type { CommandResult } from '../usage/command.ts';
import { checkLoss } from './checkLoss.ts';
import { checkRunFolder } from './checkRunFolder.ts';
import { chooseWatched } from './chooseWatched.ts';
import { finishRun, type TrainedRun } from './finishRun.ts';
import { fitModel } from './fitModel.ts';
import { howToGoOn } from './howToGoOn.ts';
import { makeRunConfig } from './makeRunConfig.ts';
import { buildModel, readModelSpec } from './modelChoice.ts';
import { roiSizeOf } from './pipeline.ts';
import { writeRunConfig } from './runConfig.ts';
import { checkSameRun } from './runIdentity.ts';
import { trainingMinutes } from './timeBudget.ts';
import type { TrainOptions } from './trainOptions.ts';

/** Trains a model on a data set and writes the run folder. */
export async function trainRun(options: TrainOptions): Promise<CommandResult> {
	const interrupt = listenForStop(() =>
		process.stderr.write('\nStopping after this step; Ctrl-C again quits at once.\n'),
	);
	try {
		return await trainInterruptibly(options, interrupt);
	} finally {
		interrupt.dispose();
	}
}

async function trainInterruptibly(options: TrainOptions, { signal }: Interrupt): Promise<CommandResult> {
	const started = performance.now();
	const run = await beginRun(options, signal);
	const { config, dataset, built } = run;
	const preprocessing = config.preprocessing as unknown as PreprocessingSpec;
	const prepare = (ids: readonly string[]) =>
		prepareCases(dataset, ids, preprocessing, { progress: new Progress('prepare'), signal });
	const train = await prepare(config.split.train);
	const { shape } = train[0]!.image;
	const watched = await prepare(chooseWatched(config.split.validation, shape, roiSizeOf(config)));
	await mkdir(options.out, { recursive: true });
	await writeRunConfig(options.out, config);
	const { minutes } = config.length;
	const final = { config, model: built.model, watched, heldOut: config.split.validation.length };
	const result = await fitModel({
		config,
		folder: options.out,
		model: built.model,
		train,
		watched,
		recompute: options.recompute === true,
		resume: options.resume,
		signal,
		minutes: minutes && (await trainingMinutes(minutes, started, final)),
	});
	if (result.status === 'stopped') {
		const total = result.totalSteps === null ? '' : ` of ${result.totalSteps}`;
		throw new Stopped(`Stopped after step ${result.step}${total}; ${howToGoOn()}`);
	}
	return finishRun(options.out, run);
}

/** Checks everything that can be refused, and builds the model; nothing is written yet. */
async function beginRun(options: TrainOptions, signal: AbortSignal): Promise<TrainedRun> {
	const earlier = await checkRunFolder(options.out, options.resume);
	const spec = options.spec ?? (await readModelSpec(options.model));
	const report = await checkDataset(options.data, new Progress('check'), signal);
	const { dataset } = report;
	checkTrainable(dataset);
	const split = await chooseSplit(report, options);
	await startEngine(options.engine);
	// a data set need not name its channels; the check has made sure that all images have the same
	const inChannels = report.channels ?? dataset.modalities.length;
	const outChannels = labelNames(dataset).length;
	const built = buildModel(options.model, spec, { inChannels, outChannels, seed: options.seed });
	const config = makeRunConfig(options, dataset, split, built, earlier);
	if (earlier !== undefined) checkSameRun(options.out, earlier, config);
	checkLoss(config);
	return { config, dataset, built, signal };
}
