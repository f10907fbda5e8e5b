import { fileNames, pathTools } from '../source/nodeFiles.ts';
import { VolumeError } from '../volumeError.ts';
import { BTCV_LABELS } from './btcvLabels.ts';
import { isVolumeName, volumeStem } from './volumeName.ts';

/** Subfolders of a data set by what is in them. */
export interface DatasetFolders {
	readonly images: string;
	/** The folder that label maps would be in, whether it is there or not. */
	readonly labels: string;
	/** Images without label maps. */
	readonly test?: string;
	/** The layout where the folders alone tell it. */
	readonly layout?: 'btcv';
	readonly table?: Readonly<Record<number, string>>;
}

const IMAGES = ['images', 'image', 'imgs', 'img', 'scans', 'volumes'];
const LABELS = ['labels', 'label', 'masks', 'mask', 'segmentations', 'segmentation', 'seg', 'annotations'];

/**
 * Finds the subfolders that hold images and label maps.
 * @throws VolumeError saying what was looked for and what is there, or that several folders could be meant
 */
export async function findFolders(root: string): Promise<DatasetFolders> {
	const names = ((await fileNames(root)) ?? []).filter((name) => !name.startsWith('.'));
	if (names.includes('imagesTr')) {
		const test = names.includes('imagesTs') ? { test: 'imagesTs' } : {};
		return { images: 'imagesTr', labels: 'labelsTr', ...test };
	}
	const images = only(root, names, IMAGES);
	if (images === undefined) throw new VolumeError(await nothingFound(root, names));
	const labels = only(root, names, LABELS) ?? 'labels';
	const isBtcv =
		(await allNamed(`${root}/${images}`, /^img\d+$/)) && (await allNamed(`${root}/${labels}`, /^label\d+$/));
	return { images, labels, ...(isBtcv && { layout: 'btcv' as const, table: BTCV_LABELS }) };
}

/** Whether a folder looks like a data set: a dataset.json, imagesTr, or folders of images and of labels. */
export async function isDatasetFolder(path: string): Promise<boolean> {
	const names = (await fileNames(path)) ?? [];
	const has = (wanted: readonly string[]): boolean =>
		names.some((name) => wanted.includes(name.toLowerCase()));
	return names.includes('dataset.json') || names.includes('imagesTr') || (has(IMAGES) && has(LABELS));
}

function only(root: string, names: readonly string[], wanted: readonly string[]): string | undefined {
	const found = names.filter((name) => wanted.includes(name.toLowerCase()));
	if (found.length <= 1) return found[0];
	throw new VolumeError(
		`${root}: the folders ${found.join(' and ')} could both be meant; take one of them out of the data set`,
	);
}

async function allNamed(folder: string, pattern: RegExp): Promise<boolean> {
	const names = ((await fileNames(folder)) ?? []).filter(isVolumeName);
	return names.length > 0 && names.every((name) => pattern.test(volumeStem(name)));
}

async function nothingFound(root: string, names: readonly string[]): Promise<string> {
	const { join } = await pathTools();
	const looked =
		'a dataset.json with "training", a folder imagesTr, a folder images (or img) with labels beside it';
	const there = names.length === 0 ? 'it is empty' : `it holds ${names.slice(0, 5).join(', ')}`;
	for (const inner of ['Training', 'RawData', 'averaged-training-images']) {
		if (names.includes(inner)) return `${root}: this is no data set, but ${join(root, inner)} may be one`;
	}
	return `${root}: there is none of what makes a data set (${looked}); ${there}${names.length > 5 ? ' …' : ''}`;
}
