import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../testing/temporaryFolder.ts';
import { VolumeError } from '../volumeError.ts';
import { readDataset } from './readDataset.ts';

const image = new Float32Array([1, 2, 3, 4]);
const label = new Uint8Array([0, 0, 1, 2]);
const labels = { 0: 'background', 1: 'front', 2: 'back' };
const pair = (id: string) => ({ image: `./imagesTr/${id}.nii`, label: `./labelsTr/${id}.nii` });
const files = (...ids: string[]) =>
	Object.fromEntries(
		ids.flatMap((id) => [
			[`imagesTr/${id}.nii`, image],
			[`labelsTr/${id}.nii`, label],
		]),
	);

async function refusal(folder: string): Promise<string> {
	const error = await readDataset(folder).catch((cause: unknown) => cause);
	expect(error).toBeInstanceOf(VolumeError);
	return (error as VolumeError).message;
}

describe('readDataset', () => {
	it('reads list, labels, modalities and test images', async () => {
		const folder = temporaryFolder({
			...files('b', 'a'),
			'imagesTs/c.nii': image,
			'dataset.json': {
				name: 'phantoms',
				labels,
				modality: { 0: 'T1', 1: 'T2' },
				training: [pair('b'), pair('a')],
				test: ['./imagesTs/c.nii', './imagesTs/not-downloaded.nii'],
			},
		});
		const dataset = await readDataset(folder);
		expect(dataset).toMatchObject({ name: 'phantoms', folder, labels, modalities: ['T1', 'T2'] });
		expect(dataset.cases.map(({ id }) => id)).toEqual(['b', 'a']);
		expect(dataset.cases[0]?.label).toBe(join(folder, 'labelsTr/b.nii'));
		expect(dataset.test).toEqual([{ id: 'c', images: [join(folder, 'imagesTs/c.nii')] }]);
		expect(dataset.warnings).toHaveLength(1);
		expect(dataset.warnings[0]?.id).toBe('not-downloaded');
	});

	it('pairs imagesTr and labelsTr by name where there is no list, with the labels that it finds', async () => {
		const folder = temporaryFolder({
			'imagesTr/a_0000.nii': image,
			'labelsTr/a.nii': label,
			'imagesTr/._a_0000.nii': 'left by another system',
			'imagesTr/b_0000.nii': image,
			'labelsTr/b.nii': new Uint8Array(4),
		});
		const dataset = await readDataset(folder);
		expect(dataset.cases.map(({ id }) => id)).toEqual(['a', 'b']);
		expect(dataset.labels).toEqual({ 0: 'background', 1: 'label 1', 2: 'label 2' });
	});

	it('takes a dataset.json without a list, as nnU-Net writes it', async () => {
		const json = {
			labels: { background: 0, organ: 1, other: 2 },
			channel_names: { 0: 'CT' },
			numTraining: 1,
		};
		const dataset = await readDataset(temporaryFolder({ ...files('a'), 'dataset.json': json }));
		expect(dataset.labels).toEqual({ 0: 'background', 1: 'organ', 2: 'other' });
		expect(dataset.modalities).toEqual(['CT']);
	});

	it('reads images alone', async () => {
		const dataset = await readDataset(temporaryFolder({ 'imagesTr/a.nii': image }));
		expect(dataset.cases).toEqual([{ id: 'a', images: [join(dataset.folder, 'imagesTr/a.nii')] }]);
	});

	it('lists all problems of a list in one message', async () => {
		const folder = temporaryFolder({
			...files('a'),
			'dataset.json': {
				labels: { 0: 'background', 2: 'back' },
				training: [
					pair('a'),
					pair('a'),
					pair('gone'),
					{ image: '/etc/passwd', label: '../x.nii' },
					{ label: 7 },
				],
			},
		});
		const message = await refusal(folder);
		expect(message).toMatch(/8 problems: \(1\).*label table has a gap.*1 is not/);
		expect(message).toMatch(/case a is listed twice/);
		expect(message).toMatch(/imagesTr\/gone\.nii: the image of entry 3 does not exist/);
		expect(message).toMatch(/entry 4 has the image path "\/etc\/passwd", which leaves/);
		expect(message).toMatch(/entry 4 has the label path "\.\.\/x\.nii", which leaves/);
		expect(message).toMatch(/entry 5 has no "image".*entry 5 has no "label"/);
	});

	it.each([
		['a folder that is not there', '/nowhere/at/all', /\/nowhere\/at\/all: there is no such folder/],
		['an empty folder', temporaryFolder({}), /none of what makes a data set .*imagesTr.*; it is empty/],
		[
			'broken JSON',
			temporaryFolder({ 'dataset.json': '{"labels": ' }),
			/dataset\.json: it is not valid JSON/,
		],
		['a list', temporaryFolder({ 'dataset.json': '[]' }), /must hold one JSON object/],
		[
			'no labels',
			temporaryFolder({ ...files('a'), 'dataset.json': { training: [pair('a')] } }),
			/"labels" is missing/,
		],
		['no case', temporaryFolder({ 'dataset.json': { labels, training: [] } }), /lists no case/],
		[
			'cases as a table',
			temporaryFolder({ 'dataset.json': { labels, training: {} } }),
			/must be a list of cases/,
		],
		[
			'an image without label',
			temporaryFolder({ ...files('a'), 'imagesTr/b.nii': image }),
			/labelsTr\/b\.nii: the label of/,
		],
		[
			'a label name that is no text',
			temporaryFolder({
				...files('a'),
				'dataset.json': { labels: { 0: 'x', one: 'y' }, training: [pair('a')] },
			}),
			/has the entry "one": "y"/,
		],
	])('refuses %s', async (_, folder, message) => {
		expect(await refusal(folder)).toMatch(message);
	});

	it('shows long and deeply nested values of a list shortly, without a fault of its own', async () => {
		const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
		const json = `{"labels": {"0": ${deep}, "1": ${JSON.stringify('x'.repeat(500))}}, "training": [{"image": ${deep}, "label": "../${'y'.repeat(500)}"}]}`;
		const message = await refusal(temporaryFolder({ 'dataset.json': json }));
		expect(message).toMatch(/entry "0": a deeply nested value/);
		expect(message).toMatch(/entry 1 has no "image".*y…, which leaves/);
		expect(message.length).toBeLessThan(1500);
	});

	it('names a key with a typing error (TD-08)', async () => {
		const entry = { ...pair('a'), 'fold:': 0 };
		const dataset = await readDataset(
			temporaryFolder({ ...files('a'), 'dataset.json': { labels, training: [entry] } }),
		);
		expect(dataset.warnings.map(({ problem }) => problem)).toEqual(['entry 1 has the unknown key "fold:"']);
	});

	it('stops on a signal', async () => {
		const reason = new Error('enough');
		await expect(readDataset('/nowhere', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
	});
});
