import type { Volume } from '@unetr/volume';
import { readLabels } from '../dataset/labelNames.ts';
import { readImage } from '../files/readImage.ts';
import { exists } from '../files/volumeFiles.ts';
import { IMAGE_ENDINGS, isImageName, isSegmentationName, writeImage } from '../files/writeImage.ts';
import { listenForStop } from '../interrupt.ts';
import { Progress } from '../progress.ts';
import { Stopped } from '../stopped.ts';
import type { CommandResult } from '../usage/command.ts';
import { UsageError } from '../usage/usageError.ts';
import { refuseOwnInput } from './refuseOwnInput.ts';

/** What `unetr convert` is asked for. */
export interface ConvertOptions {
	readonly input: string;
	readonly output: string;
	/** SeriesInstanceUID, where DICOM holds several series. */
	readonly series?: string | undefined;
	/** For a DICOM segmentation: the series that was segmented. */
	readonly reference?: string | undefined;
	/** For a DICOM segmentation: a data set or bundle that names the labels. */
	readonly labels?: string | undefined;
}

/** Writes an image in another format; voxels, voxel type and affine stay as they were read. */
export async function convertRun(options: ConvertOptions): Promise<CommandResult> {
	const { input, output } = options;
	checkOutput(options);
	await refuseOwnInput(input, output);
	const progress = new Progress('convert');
	const interrupt = listenForStop(() => progress.message('Stopping; nothing is written.'));
	try {
		const { signal } = interrupt;
		const { volume, segments } = await readImage(input, { signal, series: options.series });
		for (const warning of volume.header.dicom?.warnings ?? []) progress.message(`Note: ${warning}.`);
		const named = options.labels === undefined ? segments : (await readLabels(options.labels)).labels;
		const reference = await readReference(options, signal);
		if (await exists(output)) progress.message(`Replacing ${output}.`);
		await writeImage(output, volume, { signal, reference, segments: named });
		return describe(input, output, volume);
	} catch (error) {
		if (interrupt.signal.aborted) throw new Stopped('Stopped; nothing was written.');
		throw error;
	} finally {
		progress.end();
		interrupt.dispose();
	}
}

function checkOutput({ output, reference, labels }: ConvertOptions): void {
	if (!isImageName(output)) {
		throw new UsageError(`${output} has none of the endings that can be written (${IMAGE_ENDINGS}).`);
	}
	if (isSegmentationName(output) || (reference ?? labels) === undefined) return;
	throw new UsageError(
		`--reference and --labels go with a DICOM segmentation (.dcm), and ${output} is none.`,
	);
}

async function readReference(
	{ reference }: ConvertOptions,
	signal: AbortSignal,
): Promise<Volume | undefined> {
	return reference === undefined ? undefined : (await readImage(reference, { signal })).volume;
}

function describe(input: string, output: string, volume: Volume): CommandResult {
	const { shape, channels, spacingMm, affine, header } = volume;
	return {
		json: {
			input,
			output,
			format: header.format,
			shape,
			channels,
			spacing: spacingMm,
			affine,
			dtype: header.datatype,
		},
		lines: [
			`${output}: ${shape.join(' × ')} voxels${channels > 1 ? `, ${channels} channels` : ''}, from ${input} (${header.format})`,
		],
	};
}
