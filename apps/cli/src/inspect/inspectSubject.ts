import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isDatasetFolder, isVolumeName } from '@unetr/volume';
import { exists, isFolder } from '../files/volumeFiles.ts';
import type { CommandResult } from '../usage/command.ts';
import { UsageError } from '../usage/usageError.ts';
import { refuseUnknownModel } from './refuseUnknownModel.ts';

/**
 * Describes whatever the argument names: an image, a bundle, a data set, a folder of images or a model.
 *
 * @throws Refusal where it names none of them.
 */
export async function inspectSubject(
	subject: string,
	voxels: string | undefined,
	series?: string,
): Promise<CommandResult> {
	const isImage = (await exists(subject)) && (await isImageSource(subject));
	if (isImage) {
		const { inspectVolume } = await import('./inspectVolume.ts');
		return inspectVolume(subject, voxels, series);
	}
	if (voxels !== undefined) throw new UsageError(`--voxels goes with an image, and ${subject} is none.`);
	return (await exists(subject)) ? inspectCollection(subject) : inspectName(subject);
}

/** Whether a path is one image: a file that is no list of cases, or a folder that can only be of a DICOM series. */
async function isImageSource(path: string): Promise<boolean> {
	if (!(await isFolder(path))) return !/\.json$/i.test(path);
	if ((await exists(join(path, 'bundle.json'))) || (await isDatasetFolder(path))) return false;
	return !(await readdir(path)).some(isVolumeName);
}

async function inspectCollection(path: string): Promise<CommandResult> {
	if (await exists(join(path, 'bundle.json'))) {
		const { inspectBundle } = await import('./inspectBundle.ts');
		return inspectBundle(path);
	}
	if (/\.json$/i.test(path) || (await isDatasetFolder(path))) {
		const { inspectDataset } = await import('./inspectDataset.ts');
		return inspectDataset(path);
	}
	const { inspectFolder } = await import('./inspectFolder.ts');
	return inspectFolder(path);
}

async function inspectName(subject: string): Promise<CommandResult> {
	await refuseUnknownModel(subject);
	const { inspectModel } = await import('./inspectModel.ts');
	return inspectModel(subject);
}
