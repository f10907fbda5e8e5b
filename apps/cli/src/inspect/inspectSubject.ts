import { join } from 'node:path';
import { isVolumeName } from '@unetr/volume';
import { exists, isFolder } from '../files/volumeFiles.ts';
import { Refusal } from '../refusal.ts';
import type { CommandResult } from '../usage/command.ts';
import { nearestName } from '../usage/nearestName.ts';
import { UsageError } from '../usage/usageError.ts';

/**
 * Describes whatever the argument names: a volume, a bundle, a data set, a folder of volumes or a model.
 *
 * @throws Refusal where it names none of them.
 */
export async function inspectSubject(subject: string, voxels: string | undefined): Promise<CommandResult> {
	if (voxels !== undefined && !isVolumeName(subject)) {
		throw new UsageError(`--voxels goes with a volume file, and ${subject} is none.`);
	}
	if (isVolumeName(subject)) {
		if (await isFolder(subject)) throw new Refusal(`${subject} is a folder, not a volume file.`);
		const { inspectVolume } = await import('./inspectVolume.ts');
		return inspectVolume(subject, voxels);
	}
	if (await exists(join(subject, 'bundle.json'))) {
		const { inspectBundle } = await import('./inspectBundle.ts');
		return inspectBundle(subject);
	}
	if (await exists(join(subject, 'dataset.json'))) {
		const { inspectDataset } = await import('./inspectDataset.ts');
		return inspectDataset(subject);
	}
	if (await exists(subject)) {
		const { inspectFolder } = await import('./inspectFolder.ts');
		return inspectFolder(subject);
	}
	const { listModels } = await import('@unetr/models');
	const models = listModels();
	if (!models.includes(subject)) {
		const nearest = nearestName(subject, models);
		throw new Refusal(
			`${subject} is neither a file or folder nor a model; ${
				nearest ? `did you mean ${nearest}?` : `the models are ${models.join(', ')}.`
			}`,
		);
	}
	const { inspectModel } = await import('./inspectModel.ts');
	return inspectModel(subject);
}
