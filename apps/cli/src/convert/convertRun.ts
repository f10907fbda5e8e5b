import { realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isVolumeName, type Volume, volumeStem, writeVolume } from '@unetr/volume';
import { readImage } from '../files/readImage.ts';
import { exists, VOLUME_ENDINGS } from '../files/volumeFiles.ts';
import { listenForStop } from '../interrupt.ts';
import { Progress } from '../progress.ts';
import { Refusal } from '../refusal.ts';
import { Stopped } from '../stopped.ts';
import type { CommandResult } from '../usage/command.ts';
import { UsageError } from '../usage/usageError.ts';

/** What `unetr convert` is asked for. */
export interface ConvertOptions {
	readonly input: string;
	readonly output: string;
	/** SeriesInstanceUID, where DICOM holds several series. */
	readonly series?: string | undefined;
}

/** Writes an image in another format; voxels, voxel type and affine stay as they were read. */
export async function convertRun({ input, output, series }: ConvertOptions): Promise<CommandResult> {
	if (!isVolumeName(output)) {
		throw new UsageError(`${output} has none of the endings that can be written (${VOLUME_ENDINGS}).`);
	}
	await refuseOwnInput(input, output);
	const progress = new Progress('convert');
	const interrupt = listenForStop(() => progress.message('Stopping; nothing is written.'));
	try {
		const { signal } = interrupt;
		const volume = await readImage(input, { signal, series });
		for (const warning of volume.header.dicom?.warnings ?? []) progress.message(`Note: ${warning}.`);
		if (await exists(output)) progress.message(`Replacing ${output}.`);
		await writeVolume(output, volume, { signal });
		return describe(input, output, volume);
	} catch (error) {
		if (interrupt.signal.aborted) throw new Stopped('Stopped; nothing was written.');
		throw error;
	} finally {
		progress.end();
		interrupt.dispose();
	}
}

/**
 * Makes sure that no file of the input is replaced: not itself, and not the voxels beside its header.
 *
 * @throws Refusal naming the input.
 */
async function refuseOwnInput(input: string, output: string): Promise<void> {
	const place = async (path: string): Promise<string> => {
		const full = await realpath(path).catch(() => undefined);
		return full ?? join(await realpath(dirname(path)).catch(() => resolve(dirname(path))), basename(path));
	};
	const [from, to] = [await place(input), await place(output)];
	const data = dataName(from);
	if (from !== to && (data === undefined || data !== dataName(to))) return;
	throw new Refusal(`${output} would replace its own input ${input}; choose another name.`);
}

/** The file of voxels that goes with a header of its own. */
function dataName(path: string): string | undefined {
	if (/\.(hdr|img)(\.gz)?$/i.test(path)) return `${volumeStem(path)}.img`;
	return /\.(nhdr|mhd)$/i.test(path) ? `${volumeStem(path)}.raw` : undefined;
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
