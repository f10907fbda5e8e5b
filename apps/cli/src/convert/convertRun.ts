import type { Volume } from '@unetr/volume';
import { readLabels } from '../dataset/labelNames.ts';
import { readImage } from '../files/readImage.ts';
import { exists } from '../files/volumeFiles.ts';
import { withLabels } from '../files/withLabels.ts';
import { IMAGE_ENDINGS, isImageName, isSegmentationName, writeImage } from '../files/writeImage.ts';
import { runStoppable } from '../runStoppable.ts';
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
	/** A data set or bundle that names the labels. */
	readonly labels?: string | undefined;
	/** Whether a DICOM segmentation is a map of labels, and not a mask a label. */
	readonly labelmap?: boolean;
}

/** Writes an image in another format; voxels, voxel type and affine stay as they were read. */
export async function convertRun(options: ConvertOptions): Promise<CommandResult> {
	const { input, output } = options;
	checkOutput(options);
	await refuseOwnInput(input, output);
	const job = {
		name: 'convert',
		stopping: 'Stopping; nothing is written.',
		stopped: 'Stopped; nothing was written.',
	};
	return runStoppable(job, async (progress, signal) => {
		const image = await readImage(input, { signal, series: options.series });
		const volume =
			options.labels === undefined ? image : withLabels(image, (await readLabels(options.labels)).labels);
		for (const warning of volume.header.dicom?.warnings ?? []) progress.message(`Note: ${warning}.`);
		const reference = await readReference(options, signal);
		const segmentationType = options.labelmap ? 'LABELMAP' : 'BINARY';
		if (await exists(output)) progress.message(`Replacing ${output}.`);
		await writeImage(output, volume, { signal, reference, segmentationType });
		return describe(input, output, volume);
	});
}

function checkOutput({ output, reference, labelmap }: ConvertOptions): void {
	if (!isImageName(output)) {
		throw new UsageError(`${output} has none of the endings that can be written (${IMAGE_ENDINGS}).`);
	}
	const flag = reference !== undefined ? '--reference' : labelmap ? '--labelmap' : undefined;
	if (isSegmentationName(output) || flag === undefined) return;
	throw new UsageError(`${flag} goes with a DICOM segmentation (.dcm), and ${output} is none.`);
}

async function readReference(
	{ reference }: ConvertOptions,
	signal: AbortSignal,
): Promise<Volume | undefined> {
	return reference === undefined ? undefined : readImage(reference, { signal });
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
