import { describe, expect, it } from 'vitest';
import { scalingAffine } from '../affine.ts';
import { type FolderContents, temporaryFolder } from '../testing/temporaryFolder.ts';
import { createVolume } from '../volume.ts';
import type { VoxelArray } from '../voxelArray.ts';
import { type ProblemKind, problemText } from './dataset.ts';
import { readDataset } from './readDataset.ts';
import { validateDataset } from './validateDataset.ts';

const image = new Float32Array([1, 2, 3, 4]);
const label = new Uint8Array([0, 0, 1, 2]);
const labels = { 0: 'background', 1: 'front', 2: 'back' };
const pair = (id: string) => ({ image: `./imagesTr/${id}.nii`, label: `./labelsTr/${id}.nii` });
const files = (...ids: string[]): FolderContents =>
	Object.fromEntries(
		ids.flatMap((id) => [
			[`imagesTr/${id}.nii`, image],
			[`labelsTr/${id}.nii`, label],
		]),
	);
const moved = (voxels: VoxelArray, mm: number) =>
	createVolume({ voxels, shape: [2, 2, 1], affine: scalingAffine([1, 1, 1], [0, mm, 0]) });
const list = (...ids: string[]) => ({ labels, training: ids.map(pair) });

/** A folder with one fault, what sort it is of, where it is and what is said. */
type Fault = [kind: ProblemKind, file: string, text: RegExp, contents: FolderContents];

const PROBLEMS: Fault[] = [
	[
		'missingFile',
		'labelsTr/a.nii',
		/does not exist; add the file/,
		{ 'imagesTr/a.nii': image, ...files('b'), 'dataset.json': list('a', 'b') },
	],
	[
		'path',
		'dataset.json',
		/leaves the data set's folder; move/,
		{
			...files('b'),
			'dataset.json': { labels, training: [pair('b'), { image: '../x.nii', label: 'labelsTr/b.nii' }] },
		},
	],
	[
		'duplicateId',
		'dataset.json',
		/case b is listed twice .*; leave one/,
		{ ...files('b'), 'dataset.json': list('b', 'b') },
	],
	['list', 'dataset.json', /lists no case; list the pairs/, { 'dataset.json': { labels, training: [] } }],
	[
		'labelTable',
		'dataset.json',
		/has a gap: 0, 1, 2, 4 is there, 3 is not; number/,
		{ ...files('b'), 'dataset.json': { ...list('b'), labels: { ...labels, 4: 'far' } } },
	],
	[
		'missingChannel',
		'imagesTr/a_0001.nii',
		/channel 1 of case a is missing; add/,
		{
			'imagesTr/a_0000.nii': image,
			'imagesTr/b_0000.nii': image,
			'imagesTr/b_0001.nii': image,
			'labelsTr/a.nii': label,
			'labelsTr/b.nii': label,
		},
	],
	[
		'unreadable',
		'imagesTr/b.nii',
		/too short for a NIfTI header.*; repair/,
		{ ...files('b'), 'imagesTr/b.nii': 'no volume', 'dataset.json': list('b') },
	],
	[
		'channels',
		'imagesTr/c.nii',
		/has 2 channel\(s\), where 1 are expected; give/,
		{
			...files('b', 'c'),
			'imagesTr/c.nii': new Float32Array([1, 2, 3, 4, 5, 6, 7, 8]),
			'dataset.json': list('b', 'c'),
		},
	],
	[
		'channels',
		'labelsTr/b.nii',
		/the label map has 2 channels; give/,
		{ ...files('b'), 'labelsTr/b.nii': new Uint8Array([0, 0, 1, 1, 0, 2, 0, 2]), 'dataset.json': list('b') },
	],
	[
		'grid',
		'labelsTr/b.nii',
		/the label map has the shape 4 x 1 x 1, its image 2 x 2 x 1; bring/,
		{
			...files('b'),
			'labelsTr/b.nii': createVolume({ voxels: label, shape: [4, 1, 1], affine: scalingAffine([1, 1, 1]) }),
			'dataset.json': list('b'),
		},
	],
	[
		'grid',
		'labelsTr/b.nii',
		/the shape 4 x 1 x 1, its image 2 x 2 x 1, and its affine puts voxels up to 2\.000 mm .*; bring/,
		{
			...files('b'),
			'labelsTr/b.nii': createVolume({
				voxels: label,
				shape: [4, 1, 1],
				affine: scalingAffine([1, 1, 1], [0, 0, 2]),
			}),
			'dataset.json': list('b'),
		},
	],
	[
		'grid',
		'labelsTr/b.nii',
		/puts voxels up to 0\.2500 mm from those of its image \(0\.01 mm allowed\); bring/,
		{ ...files('b'), 'labelsTr/b.nii': moved(label, 0.25), 'dataset.json': list('b') },
	],
	[
		'grid',
		'imagesTr/a_0001.nii',
		/the affine of this channel puts voxels up to 3\.000 mm/,
		{ 'imagesTr/a_0000.nii': image, 'imagesTr/a_0001.nii': moved(image, 3), 'labelsTr/a.nii': label },
	],
	[
		'notFinite',
		'imagesTr/b.nii',
		/1 voxel\(s\) are not finite .* the first NaN at 1, 1, 0; give/,
		{ ...files('b'), 'imagesTr/b.nii': new Float32Array([1, 2, 3, Number.NaN]), 'dataset.json': list('b') },
	],
	[
		'fractionalLabel',
		'labelsTr/b.nii',
		/no whole numbers: 0\.5 \(2 voxels\); write/,
		{ ...files('b'), 'labelsTr/b.nii': new Float32Array([0.5, 0.5, 1, 2]), 'dataset.json': list('b') },
	],
	[
		'unknownLabel',
		'labelsTr/b.nii',
		/does not name: -1 \(1 voxels\), 7 \(1 voxels\); name/,
		{ ...files('b'), 'labelsTr/b.nii': new Int16Array([-1, 1, 2, 7]), 'dataset.json': list('b') },
	],
];

const WARNINGS: Fault[] = [
	[
		'constantImage',
		'imagesTr/b.nii',
		/holds one value, 5, everywhere; look/,
		{ ...files('b'), 'imagesTr/b.nii': new Uint8Array([5, 5, 5, 5]), 'dataset.json': list('b') },
	],
	[
		'emptyForeground',
		'labelsTr/c.nii',
		/the label map of case c is all background; look/,
		{ ...files('b', 'c'), 'labelsTr/c.nii': new Uint8Array(4), 'dataset.json': list('b', 'c') },
	],
	[
		'strayFile',
		'imagesTr',
		/1 file\(s\) belong to no case: c\.nii; list/,
		{ ...files('b'), 'imagesTr/c.nii': image, 'dataset.json': list('b') },
	],
	[
		'duplicateId',
		'imagesTr/b.nii',
		/cases b and c have this image; look/,
		{
			...files('b'),
			'labelsTr/c.nii': label,
			'dataset.json': { labels, training: [pair('b'), { ...pair('c'), image: 'imagesTr/b.nii' }] },
		},
	],
	[
		'absentLabel',
		'',
		/label 3 \(never\) occurs in no case; leave/,
		{ ...files('b'), 'dataset.json': { ...list('b'), labels: { ...labels, 3: 'never' } } },
	],
	[
		'list',
		'dataset.json',
		/entry 1 has the unknown key "fold:"; the keys/,
		{ ...files('b'), 'dataset.json': { labels, training: [{ ...pair('b'), 'fold:': 0 }] } },
	],
];

describe('validateDataset', () => {
	it.each(PROBLEMS)('reports one %s in %s', async (kind, file, text, contents) => {
		const folder = temporaryFolder(contents);
		const { problems } = await validateDataset(folder);
		expect(problems).toHaveLength(1);
		expect(problems[0]).toMatchObject({ kind, file: `${folder}/${file}` });
		expect(problemText(problems[0]!)).toMatch(text);
	});

	it.each(WARNINGS)('warns of one %s in %s', async (kind, file, text, contents) => {
		const folder = temporaryFolder(contents);
		const { problems, warnings } = await validateDataset(folder);
		expect(problems).toEqual([]);
		expect(warnings).toHaveLength(1);
		expect(warnings[0]).toMatchObject({ kind, file: file === '' ? folder : `${folder}/${file}` });
		expect(problemText(warnings[0]!)).toMatch(text);
	});

	it('finds nothing in a good folder, and tells the labels of each case and the channels', async () => {
		const report = await validateDataset(
			temporaryFolder({ ...files('a', 'b'), 'dataset.json': list('a', 'b') }),
		);
		expect([report.problems, report.warnings]).toEqual([[], []]);
		expect([...report.labelsOf]).toEqual([
			['a', [0, 1, 2]],
			['b', [0, 1, 2]],
		]);
		expect(report.channels).toBe(1);
	});

	it('lists the problems of list and files at once, those of cases that lack a file as well', async () => {
		const folder = temporaryFolder({
			...files('good', 'cut', 'two', 'strange'),
			'imagesTr/two.nii': new Float32Array([1, 2, 3, 4, 5, Number.POSITIVE_INFINITY, 7, 8]),
			'labelsTr/strange.nii': new Float32Array([9, 1, 1.5, Number.NaN]),
			'imagesTr/cut.nii': 'not a volume',
			'imagesTr/half.nii': new Float32Array([1, Number.NaN, 1, 1]),
			'dataset.json': list('good', 'cut', 'two', 'strange', 'half', 'gone'),
		});
		const progress: string[] = [];
		const report = await validateDataset(folder, {
			onProgress: ({ doneCases, totalCases }) => progress.push(`${doneCases}/${totalCases}`),
		});
		const found = report.problems.map(
			({ file, id, problem }) => `${file.slice(folder.length + 1)} ${id} ${problem}`,
		);
		expect(found).toEqual([
			'labelsTr/half.nii half the label of entry 5 does not exist',
			'imagesTr/gone.nii gone the image of entry 6 does not exist',
			'labelsTr/gone.nii gone the label of entry 6 does not exist',
			expect.stringMatching(/^imagesTr\/cut\.nii cut 12 bytes are too short/),
			'imagesTr/two.nii two 1 voxel(s) are not finite (NaN or infinite), the first Infinity at 1, 0, 0',
			'labelsTr/strange.nii strange it holds values that are no whole numbers: 1.5 (1 voxels), NaN (1 voxels)',
			'labelsTr/strange.nii strange it holds values that the label table does not name: 9 (1 voxels)',
			'imagesTr/half.nii half 1 voxel(s) are not finite (NaN or infinite), the first NaN at 1, 0, 0',
			'imagesTr/two.nii two the image has 2 channel(s), where 1 are expected',
		]);
		expect(progress).toEqual(['1/5', '2/5', '3/5', '4/5', '5/5']);
	});

	it('takes the labels of a folder without a table from its label maps, and a tolerance', async () => {
		const broken = temporaryFolder({ ...files('a', 'b'), 'labelsTr/b.nii': 'cut' });
		const report = await validateDataset(broken);
		expect(report.problems.map(({ kind }) => kind)).toEqual(['unreadable']);
		expect(report.dataset.labels).toEqual({ 0: 'background', 1: 'label 1', 2: 'label 2' });
		const strange = temporaryFolder({ ...files('a'), 'labelsTr/a.nii': new Float32Array([-1, 0.5, 1, 3]) });
		const { problems } = await validateDataset(strange);
		expect(problems.map(({ kind }) => kind)).toEqual(['labelTable', 'fractionalLabel', 'unknownLabel']);
		const apart = temporaryFolder({ ...files('a'), 'labelsTr/a.nii': moved(label, 0.25) });
		expect((await validateDataset(apart, { toleranceMm: 0.3 })).problems).toEqual([]);
	});

	it('accepts the label to ignore and no other beyond the table', async () => {
		const json = { channel_names: { 0: 'CT' }, labels: { background: 0, organ: 1, ignore: 2 } };
		const folder = temporaryFolder({ ...files('a'), 'dataset.json': json });
		expect((await validateDataset(folder)).problems).toEqual([]);
	});

	it('stops on a signal, also between cases', async () => {
		const dataset = await readDataset(
			temporaryFolder({ ...files('a', 'b'), 'dataset.json': list('a', 'b') }),
		);
		const reason = new Error('enough');
		await expect(validateDataset(dataset, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
		const stop = new AbortController();
		const run = validateDataset(dataset, { signal: stop.signal, onProgress: () => stop.abort(reason) });
		await expect(run).rejects.toBe(reason);
	});
});
