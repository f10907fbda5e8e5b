import { isFile, pathTools } from '../source/nodeFiles.ts';
import type { ListedCase } from './datasetJson.ts';
import { volumeStem } from './volumeName.ts';

/**
 * Turns an image that is listed as `a.nii.gz` and lies there as `a_0000.nii.gz`, `a_0001.nii.gz` … (as nnU-Net's
 * first version keeps it) into the files of its channels.
 * @param channels how many there should be; as many as there are where it is 0
 */
export async function splitChannels(
	listed: readonly ListedCase[],
	root: string,
	channels: number,
): Promise<ListedCase[]> {
	const { resolve } = await pathTools();
	const split: ListedCase[] = [];
	for (const entry of listed) {
		const image = entry.image;
		const isThere = (path: string): Promise<boolean> => isFile(resolve(root, path));
		if (typeof image !== 'string' || image.includes('\0') || (await isThere(image))) {
			split.push(entry);
			continue;
		}
		const stem = volumeStem(image);
		const nameOf = (channel: number): string =>
			`${stem}_${String(channel).padStart(4, '0')}${image.slice(stem.length)}`;
		const files: string[] = [];
		if (await isThere(nameOf(0))) {
			for (let n = 0; channels === 0 ? await isThere(nameOf(n)) : n < channels; n++) files.push(nameOf(n));
		}
		split.push(files.length === 0 ? entry : { ...entry, image: files });
	}
	return split;
}
