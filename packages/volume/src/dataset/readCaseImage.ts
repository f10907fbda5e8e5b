import { type ReadVolumeOptions, readVolume } from '../readVolume.ts';
import type { Volume } from '../volume.ts';
import type { DatasetCase } from './dataset.ts';
import { joinChannels } from './joinChannels.ts';

/**
 * Reads the image of a case: its one file, or the files of its channels joined to one volume.
 * @throws VolumeError as `readVolume`, and where a channel lies on another grid than the first
 */
export async function readCaseImage(
	{ images }: Pick<DatasetCase, 'images'>,
	options: ReadVolumeOptions = {},
): Promise<Volume> {
	const volumes: Volume[] = [];
	for (const file of images) volumes.push(await readVolume(file, options));
	return joinChannels(volumes, { names: images });
}
