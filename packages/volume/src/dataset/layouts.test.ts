import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type FolderContents, temporaryFolder } from '../testing/temporaryFolder.ts';
import { VolumeError } from '../volumeError.ts';
import type { Dataset } from './dataset.ts';
import { readDataset } from './readDataset.ts';

const image = new Float32Array([1, 2, 3, 4]);
const label = new Uint8Array([0, 0, 1, 2]);
const images = (...names: string[]) => Object.fromEntries(names.map((name) => [name, image]));
const labels = (...names: string[]) => Object.fromEntries(names.map((name) => [name, label]));
const table = { background: 0, front: 1, back: 2 };

/** Cases as `id: images > label`, with paths in the folder. */
function told({ folder, cases }: Dataset): string[] {
	const inside = (path: string) => relative(folder, path);
	return cases.map(
		(one) => `${one.id}: ${one.images.map(inside).join(' ')} > ${inside(one.label ?? folder)}`,
	);
}

async function refusal(contents: FolderContents): Promise<string> {
	const error = await readDataset(temporaryFolder(contents)).catch((cause: unknown) => cause);
	expect(error).toBeInstanceOf(VolumeError);
	return (error as VolumeError).message;
}

describe('readDataset of nnU-Net', () => {
	const channels = { 0: 'T1', 1: 'T2' };

	it('joins the files of the channels and reads names, ending and test images', async () => {
		const dataset = await readDataset(
			temporaryFolder({
				...images('imagesTr/b_0001.nii', 'imagesTr/b_0000.nii', 'imagesTr/a_0000.nii', 'imagesTr/a_0001.nii'),
				...images('imagesTs/c_0000.nii', 'imagesTs/c_0001.nii'),
				...labels('labelsTr/a.nii', 'labelsTr/b.nii'),
				'dataset.json': { channel_names: channels, labels: table, numTraining: 2, file_ending: '.nii' },
			}),
		);
		expect(dataset).toMatchObject({ layout: 'nnunet', modalities: ['T1', 'T2'], warnings: [] });
		expect(dataset.labels).toEqual({ 0: 'background', 1: 'front', 2: 'back' });
		expect(told(dataset)).toEqual([
			'a: imagesTr/a_0000.nii imagesTr/a_0001.nii > labelsTr/a.nii',
			'b: imagesTr/b_0000.nii imagesTr/b_0001.nii > labelsTr/b.nii',
		]);
		expect(dataset.test.map(({ id, images: files }) => [id, files.length])).toEqual([['c', 2]]);
	});

	it('needs no dataset.json, and does not take numbered cases for channels', async () => {
		const channelled = await readDataset(
			temporaryFolder({
				...images('imagesTr/a_0000.nii', 'imagesTr/a_0001.nii'),
				...labels('labelsTr/a.nii'),
			}),
		);
		expect(channelled.layout).toBe('nnunet');
		expect(told(channelled)).toEqual(['a: imagesTr/a_0000.nii imagesTr/a_0001.nii > labelsTr/a.nii']);
		const numbered = await readDataset(
			temporaryFolder({
				...images('imagesTr/case_0000.nii', 'imagesTr/case_0001.nii'),
				...labels('labelsTr/case_0000.nii', 'labelsTr/case_0001.nii'),
			}),
		);
		expect(numbered.layout).toBe('pairs');
		expect(numbered.cases.map(({ id }) => id)).toEqual(['case_0000', 'case_0001']);
	});

	it('reads regions and the label to ignore', async () => {
		const json = {
			channel_names: { 0: 'CT' },
			labels: { background: 0, whole: [1, 2], core: 2, ignore: 3 },
			regions_class_order: [1, 2],
		};
		const folder = temporaryFolder({
			...images('imagesTr/a_0000.nii'),
			...labels('labelsTr/a.nii'),
			'dataset.json': json,
		});
		const dataset = await readDataset(folder);
		expect(dataset.labels).toEqual({ 0: 'background', 1: 'label 1', 2: 'core' });
		expect(dataset.regions).toEqual([
			{ name: 'whole', values: [1, 2] },
			{ name: 'core', values: [2] },
		]);
		expect(dataset.ignoreLabel).toBe(3);
	});

	it('reads the case list of a dataset.json', async () => {
		const dataset = await readDataset(
			temporaryFolder({
				...images('scans/x.nii', 'scans/y.nii'),
				...labels('truth/x.nii'),
				'dataset.json': {
					channel_names: channels,
					labels: table,
					dataset: { one: { images: ['scans/x.nii', 'scans/y.nii'], label: 'truth/x.nii' } },
				},
			}),
		);
		expect(told(dataset)).toEqual(['one: scans/x.nii scans/y.nii > truth/x.nii']);
	});

	it.each<[string, FolderContents, RegExp]>([
		[
			'a channel that is missing',
			{ ...images('imagesTr/a_0000.nii'), ...labels('labelsTr/a.nii') },
			/imagesTr\/a_0001\.nii: channel 1 \(T2\) of case a is missing; add the file/,
		],
		[
			'a channel without a name',
			{
				...images('imagesTr/a_0000.nii', 'imagesTr/a_0001.nii', 'imagesTr/a_0002.nii'),
				...labels('labelsTr/a.nii'),
			},
			/a_0002\.nii: channel 2 of case a is none of the 2/,
		],
		[
			'an image without the number of its channel',
			{
				...images('imagesTr/a_0000.nii', 'imagesTr/a_0001.nii', 'imagesTr/b.nii'),
				...labels('labelsTr/a.nii'),
			},
			/imagesTr\/b\.nii: the name does not end in the number of a channel; rename it to b_0000\.nii/,
		],
		[
			'a channel in two files',
			{
				...images('imagesTr/a_0000.nii', 'imagesTr/a_0000.nii.gz', 'imagesTr/a_0001.nii'),
				...labels('labelsTr/a.nii'),
			},
			/case a is there twice/,
		],
		[
			'a label map without image',
			{
				...images('imagesTr/a_0000.nii', 'imagesTr/a_0001.nii'),
				...labels('labelsTr/a.nii', 'labelsTr/b.nii'),
			},
			/labelsTr\/b\.nii: the label map has no image of its name/,
		],
	])('refuses %s', async (_, files, message) => {
		expect(await refusal({ ...files, 'dataset.json': { channel_names: channels, labels: table } })).toMatch(
			message,
		);
	});

	it('refuses an ending of pictures, a folder without volumes and a case that is no name of a file', async () => {
		const files = { ...images('imagesTr/a_0000.nii'), ...labels('labelsTr/a.nii') };
		const json = { channel_names: { 0: 'RGB' }, labels: table };
		expect(await refusal({ ...files, 'dataset.json': { ...json, file_ending: '.png' } })).toMatch(
			/"file_ending" is "\.png"/,
		);
		expect(await refusal({ ...files, 'dataset.json': { ...json, file_ending: '.mha' } })).toMatch(
			/imagesTr: the folder holds no files that end in \.mha/,
		);
		const dataset = { '../out': { images: ['imagesTr/a_0000.nii'], label: 'labelsTr/a.nii' } };
		expect(await refusal({ ...files, 'dataset.json': { ...json, dataset } })).toMatch(
			/case \.\.\/out is no name for a case/,
		);
	});
});

describe('readDataset of lists', () => {
	const pair = (name: string) => ({ image: `imagesTr/${name}.nii`, label: `labelsTr/${name}.nii` });

	it('takes the JSON file itself, with the validation cases of a data list and a list of channels', async () => {
		const folder = temporaryFolder({
			...images('imagesTr/a.nii', 'imagesTr/b.nii', 'imagesTr/c.nii', 'imagesTr/d.nii'),
			...labels('labelsTr/a.nii', 'labelsTr/b.nii'),
			'fold_0.json': {
				labels: table,
				training: [{ ...pair('a'), image: ['imagesTr/a.nii', 'imagesTr/c.nii'], fold: 0 }],
				validation: [{ ...pair('b'), image: ['imagesTr/b.nii', 'imagesTr/d.nii'] }],
			},
		});
		const dataset = await readDataset(`${folder}/fold_0.json`);
		expect(dataset).toMatchObject({ layout: 'msd', warnings: [] });
		expect(told(dataset)).toEqual([
			'a: imagesTr/a.nii imagesTr/c.nii > labelsTr/a.nii',
			'b: imagesTr/b.nii imagesTr/d.nii > labelsTr/b.nii',
		]);
	});

	it('finds the channels of an image that is listed without their numbers', async () => {
		const dataset = await readDataset(
			temporaryFolder({
				...images('imagesTr/a_0000.nii', 'imagesTr/a_0001.nii'),
				...labels('labelsTr/a.nii'),
				'dataset.json': { labels: table, modality: { 0: 'T1', 1: 'T2' }, training: [pair('a')] },
			}),
		);
		expect(told(dataset)).toEqual(['a: imagesTr/a_0000.nii imagesTr/a_0001.nii > labelsTr/a.nii']);
	});

	it('warns of files that belong to no case', async () => {
		const { warnings } = await readDataset(
			temporaryFolder({
				...images('imagesTr/a.nii', 'imagesTr/left.nii', 'imagesTr/over.nii.gz'),
				...labels('labelsTr/a.nii'),
				'dataset.json': { labels: table, training: [pair('a')] },
			}),
		);
		expect(warnings.map(({ kind, problem }) => `${kind}: ${problem}`)).toEqual([
			'strayFile: 2 file(s) belong to no case: left.nii, over.nii.gz',
		]);
	});
});

describe('readDataset of BTCV', () => {
	it('pairs img and label and knows the 13 organs', async () => {
		const dataset = await readDataset(
			temporaryFolder({
				...images('img/img0001.nii', 'img/img0002.nii'),
				...labels('label/label0002.nii', 'label/label0001.nii'),
			}),
		);
		expect(dataset.layout).toBe('btcv');
		expect(told(dataset)).toEqual([
			'0001: img/img0001.nii > label/label0001.nii',
			'0002: img/img0002.nii > label/label0002.nii',
		]);
		expect(Object.keys(dataset.labels)).toHaveLength(14);
		expect([dataset.labels[1], dataset.labels[6], dataset.labels[13]]).toEqual([
			'spleen',
			'liver',
			'left adrenal gland',
		]);
	});

	it('leads to the folder within a download', async () => {
		expect(await refusal({ ...images('Training/img/img0001.nii') })).toMatch(/but .*Training may be one/);
	});
});

describe('readDataset of pairs', () => {
	it.each<[string, string[], string[], string[]]>([
		['equal names', ['images/a.nii', 'images/b.nii'], ['labels/a.nii', 'labels/b.nii.gz'], ['a', 'b']],
		[
			'words',
			['images/a_image.nii', 'images/b_image.nii'],
			['labels/a_label.nii', 'labels/b_label.nii'],
			['a', 'b'],
		],
		[
			'a word on one side',
			['image/a.nii', 'image/a_2.nii'],
			['mask/a_seg.nii', 'mask/a_2_seg.nii'],
			['a', 'a_2'],
		],
		['one ending', ['imgs/a.nii', 'imgs/b.nii'], ['masks/a_liver.nii', 'masks/b_liver.nii'], ['a', 'b']],
		[
			'an ending of the images',
			['images/a-T1.nii', 'images/b-T1.nii'],
			['labels/a.nii', 'labels/b.nii'],
			['a-T1', 'b-T1'],
		],
		['channels', ['images/a_0000.nii', 'images/a_0001.nii'], ['labels/a.nii'], ['a']],
	])('pairs by %s', async (_, imageNames, labelNames, ids) => {
		const dataset = await readDataset(
			temporaryFolder({ ...images(...imageNames), ...labels(...labelNames) }),
		);
		expect(dataset.cases.map(({ id }) => id)).toEqual(ids);
		expect(dataset.labels).toEqual({ 0: 'background', 1: 'label 1', 2: 'label 2' });
		for (const { images: files, label: file } of dataset.cases) {
			// In these names the letter and the number before any word are the case.
			const caseOf = (path: string) => /([ab](_2)?)[^/]*$/.exec(path)?.[1];
			expect(caseOf(file!)).toBe(caseOf(files[0]!));
		}
	});

	it('takes the label table of a dataset.json beside the folders', async () => {
		const dataset = await readDataset(
			temporaryFolder({
				...images('images/a.nii'),
				...labels('labels/a.nii'),
				'dataset.json': { name: 'mine', labels: table },
			}),
		);
		expect(dataset).toMatchObject({ layout: 'pairs', name: 'mine', labels: { 1: 'front', 2: 'back' } });
	});

	it.each<[string, FolderContents, RegExp]>([
		[
			'names that differ in a number',
			{ ...images('images/a.nii', 'images/b.nii'), ...labels('labels/b.nii', 'labels/a_2.nii') },
			/labels\/a_2\.nii: the label map has no image.*labels\/a\.nii: the label of case a does not exist/,
		],
		[
			'two endings, either of which could be meant',
			{ ...images('images/a.nii'), ...labels('labels/a_liver.nii', 'labels/a_spleen.nii') },
			/a_liver\.nii: the label map has no image.*a_spleen\.nii: the label map.*the label of case a does not exist/,
		],
		[
			'an image in two files',
			{ ...images('images/a.nii', 'images/a.nii.gz'), ...labels('labels/a.nii') },
			/images\/a\.nii\.gz: the case a is there twice: a\.nii has the same name/,
		],
		[
			'a label map in two files',
			{ ...images('images/a.nii'), ...labels('labels/a.nii', 'labels/a.nii.gz') },
			/labels\/a\.nii\.gz: the label map of a is there twice/,
		],
		[
			'two folders of images',
			{ ...images('images/a.nii', 'scans/a.nii'), ...labels('labels/a.nii') },
			/the folders images and scans could both be meant/,
		],
		[
			'a folder of something else',
			{ 'notes.txt': 'x' },
			/none of what makes a data set .*; it holds notes\.txt/,
		],
	])('refuses %s', async (_, contents, message) => {
		expect(await refusal(contents)).toMatch(message);
	});
});
