import { readVolume } from '../readVolume.ts';
import { fileNames } from '../source/nodeFiles.ts';
import { VolumeError } from '../volumeError.ts';
import type { DatasetCase, DatasetProblem } from './dataset.ts';
import type { ListedCase } from './datasetJson.ts';
import { labelCounts } from './labelCounts.ts';

const VOLUME_NAME = /\.(nii|nii\.gz|hdr)$/i;
/** nnU-Net ends the name of each channel's file in its number. */
const CHANNEL = /_(\d{4})$/;

/**
 * Pairs the files of `imagesTr` and `labelsTr` by name, for a folder without a case list.
 * @throws VolumeError where there is no `imagesTr`, or the channels of a case are in files of their own
 */
export async function listFolder(folder: string): Promise<{ listed: ListedCase[]; labelled: boolean }> {
	const images = (await fileNames(`${folder}/imagesTr`))?.filter(isVolumeName);
	if (images === undefined || images.length === 0) {
		throw new VolumeError(
			`${folder}: there is neither a dataset.json with "training" nor a folder imagesTr with volumes`,
		);
	}
	const separate = images.find((name) => Number(CHANNEL.exec(stem(name))?.[1] ?? 0) > 0);
	if (separate !== undefined) {
		throw new VolumeError(
			`${folder}: imagesTr/${separate} is one channel of a case; join the channels into one 4-D file`,
		);
	}
	const labels = new Map<string, string>();
	for (const name of (await fileNames(`${folder}/labelsTr`)) ?? []) {
		if (isVolumeName(name)) labels.set(stem(name), name);
	}
	const listed = images.map((name) => {
		const label = labels.get(stem(name)) ?? labels.get(stem(name).replace(CHANNEL, ''));
		return {
			image: `imagesTr/${name}`,
			// An image whose label is missing is reported under the name that the label should have.
			label: `labelsTr/${label ?? name}`,
			unknownKeys: [],
		};
	});
	return { listed, labelled: labels.size > 0 };
}

/** The label table of a data set that has none: the values found in its label maps. */
export async function foundLabels(
	cases: readonly DatasetCase[],
	signal: AbortSignal | undefined,
): Promise<{ labels: Record<number, string>; problems: DatasetProblem[] }> {
	const labels: Record<number, string> = { 0: 'background' };
	const problems: DatasetProblem[] = [];
	for (const { id, label } of cases) {
		if (label === undefined) continue;
		for (const value of labelCounts((await readVolume(label, signal && { signal })).voxels).keys()) {
			if (Number.isInteger(value) && value >= 0) labels[value] ??= `label ${value}`;
			else
				problems.push({
					file: label,
					id,
					problem: `it holds the value ${value}`,
					cure: 'labels are 0, 1, 2 …',
				});
		}
	}
	return { labels, problems };
}

function isVolumeName(name: string): boolean {
	return VOLUME_NAME.test(name) && !name.startsWith('.');
}

function stem(name: string): string {
	return name.replace(VOLUME_NAME, '');
}
