import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Bundle, type Pipeline, readBundle, segmentVolume } from '@unetr/inference';
import { describeError } from '../describeError.ts';
import { startEngine } from '../engine/startEngine.ts';
import { listImages } from '../files/listImages.ts';
import { groupScans, readScan, type Scan, scanName } from '../files/scan.ts';
import { exists } from '../files/volumeFiles.ts';
import { withLabels } from '../files/withLabels.ts';
import { isImageName, writeImage } from '../files/writeImage.ts';
import { listenForStop } from '../interrupt.ts';
import { Progress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { Stopped } from '../stopped.ts';
import type { CommandResult } from '../usage/command.ts';
import type { EngineChoice } from '../usage/engineFlags.ts';
import { UsageError } from '../usage/usageError.ts';

/** What `unetr predict` is asked for. */
export interface PredictOptions {
	readonly bundle: string;
	readonly inputs: readonly string[];
	readonly out: string;
	/** SeriesInstanceUID, where DICOM holds several series. */
	readonly series?: string | undefined;
	/** The bundle's own overlap when left out. */
	readonly overlap: number | undefined;
	readonly engine: EngineChoice;
}

/** A scan and where its label map goes. */
interface Job {
	readonly scan: Scan;
	readonly output: string;
}

/** A label map that was written. */
interface Written extends Job {
	readonly voxelCounts: readonly number[];
	readonly seconds: number;
}

/** Segments scans one after the other; a scan that cannot be read does not keep the others from being done. */
export async function predictRun(options: PredictOptions): Promise<CommandResult> {
	const files = (await Promise.all(options.inputs.map(listImages))).flat();
	await startEngine(options.engine);
	const bundle = await readBundle(options.bundle);
	const jobs = planJobs(groupScans(files, channelsOf(bundle)), options.out);
	const progress = new Progress('predict');
	const interrupt = listenForStop(() => progress.message('Stopping; label maps that are written stay.'));
	const written: Written[] = [];
	const failed: string[] = [];
	try {
		for (const job of jobs) {
			if (interrupt.signal.aborted) break;
			try {
				if (await exists(job.output)) progress.message(`Replacing ${job.output}.`);
				written.push(
					await predictOne(job, bundle, withOverlap(bundle, options.overlap), {
						signal: interrupt.signal,
						series: options.series,
					}),
				);
			} catch (error) {
				if (interrupt.signal.aborted) break;
				if (jobs.length === 1) throw error;
				failed.push(scanName(job.scan));
				progress.message(`${scanName(job.scan)}: ${describeError(error)}`);
			}
			progress.update({ done: written.length + failed.length, total: jobs.length });
		}
	} finally {
		progress.end();
		interrupt.dispose();
		bundle.model.dispose();
	}
	if (interrupt.signal.aborted) {
		throw new Stopped(`Stopped after ${written.length} of ${jobs.length} scans; run again for the others.`);
	}
	if (failed.length > 0) {
		throw new Refusal(`${failed.length} of ${jobs.length} scans were refused: ${failed.join(', ')}.`);
	}
	return describe(bundle, written);
}

/** Decides the output of each input, before anything is computed. */
function planJobs(scans: readonly Scan[], out: string): Job[] {
	if (isImageName(out)) {
		if (scans.length !== 1) {
			throw new UsageError(`--out ${out} is one file, but there are ${scans.length} scans; give a folder.`);
		}
		return [checkJob({ scan: scans[0]!, output: out })];
	}
	const taken = new Map<string, Scan>();
	return scans.map((scan) => {
		const output = join(out, `${scan.id}.nii.gz`);
		const other = taken.get(output);
		if (other !== undefined)
			throw new Refusal(`${scanName(other)} and ${scanName(scan)} would both be written to ${output}.`);
		taken.set(output, scan);
		return checkJob({ scan, output });
	});
}

/** Channels that the network of a bundle takes. */
function channelsOf({ model }: Bundle): number {
	return model.inputs[0]!.shape.at(-1) ?? 1;
}

function checkJob(job: Job): Job {
	const own = job.scan.files.find((file) => resolve(file) === resolve(job.output));
	if (own === undefined) return job;
	throw new Refusal(`The label map would replace its own scan ${own}; choose another --out.`);
}

function withOverlap({ spec }: Bundle, overlap: number | undefined): Pipeline {
	return overlap === undefined ? spec : { ...spec, inference: { ...spec.inference, overlap } };
}

async function predictOne(
	job: Job,
	{ model, spec }: Bundle,
	pipeline: Pipeline,
	{ signal, series }: { signal: AbortSignal; series: string | undefined },
): Promise<Written> {
	const started = performance.now();
	const volume = await readScan(job.scan, { signal, series });
	const { label, voxelCounts } = await segmentVolume(volume, model, pipeline, { signal });
	await mkdir(dirname(job.output), { recursive: true });
	await writeImage(job.output, withLabels(label, spec.labels), { signal, reference: volume });
	return { ...job, voxelCounts, seconds: (performance.now() - started) / 1000 };
}

function describe({ spec }: Bundle, written: readonly Written[]): CommandResult {
	return {
		json: {
			labels: spec.labels,
			predictions: written.map(({ scan, output, voxelCounts, seconds }) => ({
				id: scan.id,
				input: scanName(scan),
				output,
				voxels: Object.fromEntries(voxelCounts.map((count, label) => [label, count])),
				seconds,
			})),
		},
		lines: [
			...written.map(({ output, voxelCounts }) => {
				const counts = spec.labels.slice(1).map(({ value, name }) => `${name} ${voxelCounts[value]}`);
				return `${output}  ${counts.join(', ')} voxels`;
			}),
			'Not a medical device.',
		],
	};
}
