import { fileNames } from '../source/nodeFiles.ts';
import { VolumeError } from '../volumeError.ts';
import type { CaseSource } from './caseSource.ts';
import { channelOf } from './channelName.ts';
import type { DatasetJson, ListedCase } from './datasetJson.ts';
import { findFolders } from './findFolders.ts';
import { groupImages } from './groupImages.ts';
import { type NamedCase, pairLabels } from './pairLabels.ts';
import { shownJson } from './shownJson.ts';
import { isVolumeName, volumeStem } from './volumeName.ts';

/**
 * Reads the cases of a folder without a case list off the names of its files: nnU-Net's, BTCV's, or plain pairs.
 * @param json the folder's dataset.json where it has one (nnU-Net's, or a label table beside plain pairs)
 * @throws VolumeError where there is no folder of images, or one without volumes
 */
export async function listFolder(root: string, json: DatasetJson | undefined): Promise<CaseSource> {
	const folders = await findFolders(root);
	const ending = checkEnding(root, json?.fileEnding);
	const images = await volumes(root, folders.images, ending);
	const labels = await volumes(root, folders.labels, ending);
	if (images.length === 0) {
		const wanted = ending === undefined ? 'volumes' : `files that end in ${ending}`;
		throw new VolumeError(`${root}/${folders.images}: the folder holds no ${wanted}`);
	}
	const declared = json?.channelsApart === true;
	const numbered = areChannels(images, labels, declared);
	const options = { numbered, channels: declared ? json.modalities : [] };
	const grouped = groupImages(images, { ...options, folder: `${root}/${folders.images}` });
	const paired = pairLabels(grouped.groups, labels, `${root}/${folders.labels}`);
	const tests = groupImages(await volumes(root, folders.test, ending), {
		...options,
		folder: `${root}/${folders.test}`,
	});
	return {
		layout: folders.layout ?? (numbered || declared ? 'nnunet' : 'pairs'),
		listed: paired.cases.map((named) => listedCase(named, folders.images, folders.labels)),
		test: tests.groups.map(({ base, files, isWhole }) =>
			listedCase({ id: base, images: files, isWhole, label: undefined }, folders.test!, ''),
		),
		labelled: labels.length > 0,
		...(folders.table && { labels: folders.table }),
		problems: [...grouped.problems, ...paired.problems, ...tests.problems],
	};
}

/** Names of the volumes in a subfolder; none where there is no such folder. */
async function volumes(
	root: string,
	folder: string | undefined,
	ending: string | undefined,
): Promise<string[]> {
	const names = folder === undefined ? [] : ((await fileNames(`${root}/${folder}`)) ?? []);
	return names.filter((name) => isVolumeName(name) && (ending === undefined || name.endsWith(ending)));
}

function checkEnding(root: string, ending: string | undefined): string | undefined {
	if (ending === undefined || isVolumeName(`a${ending}`)) return ending;
	throw new VolumeError(
		`${root}/dataset.json: "file_ending" is ${shownJson(ending)}, which is no format of volumes; convert the images to .nii.gz`,
	);
}

/**
 * Whether names end in the number of a channel, and not because the cases are numbered: label maps would be too.
 * @param declared whether dataset.json names channels; then some names may lack the number, which is a fault
 */
function areChannels(images: readonly string[], labels: readonly string[], declared: boolean): boolean {
	const named = new Set(labels.map(volumeStem));
	const stems = images.map(volumeStem);
	const places = stems.map((stem) => (named.has(stem) ? undefined : channelOf(stem)));
	if (declared) return places.some((place) => place !== undefined);
	if (places.includes(undefined)) return false;
	const bases = new Set(places.map((place) => place?.base ?? ''));
	if (labels.length > 0) return [...bases].some((base) => named.has(base));
	return [...bases].every((base) => stems.includes(`${base}_0000`));
}

function listedCase(named: NamedCase, imageFolder: string, labelFolder: string): ListedCase {
	const { id, images, label, isWhole } = named;
	const [first] = images;
	// An image whose label is missing is reported under the name that the label should have.
	const expected = `${id}${first?.slice(volumeStem(first).length) ?? ''}`;
	return {
		id,
		image: images.map((name) => `${imageFolder}/${name}`),
		label: `${labelFolder}/${label ?? expected}`,
		isWhole,
		unknownKeys: [],
	};
}
