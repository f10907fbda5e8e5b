import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createModel, stateDict } from '@unetr/models';
import { useBackend } from '@unetr/ops';
import { defaultPreprocessing } from '@unetr/transforms';
import { beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { type BundleContent, checkBundle, openBundle, readBundle, writeBundle } from './bundle.ts';
import { InferenceError } from './inferenceError.ts';

let folder: string;
let content: BundleContent;

beforeAll(() => useBackend('cpu'));

beforeEach(async () => {
	const temporary = await mkdtemp(join(tmpdir(), 'unetr-bundle-'));
	folder = join(temporary, 'run');
	const model = createModel('unetr_test', { seed: 5 });
	onTestFinished(async () => {
		model.dispose();
		await rm(temporary, { recursive: true });
	});
	content = {
		model,
		preprocessing: defaultPreprocessing,
		inference: { roiSize: [16, 24, 16], overlap: 0.5, mode: 'gaussian' },
		postprocessing: { keepLargest: [1] },
		labels: [
			{ value: 0, name: 'background' },
			{ value: 1, name: 'hippocampus', color: '#ff8800' },
		],
		training: { seed: 5, steps: 12, meanDice: 0.5 },
	};
});

describe('a bundle', () => {
	it('gives back what was written, network included', async () => {
		const written = await writeBundle(folder, content);
		expect((await readdir(folder)).sort()).toEqual(['MODEL_CARD.md', 'bundle.json', 'model.safetensors']);
		const { model, spec, card } = await readBundle(folder);
		onTestFinished(() => void model.dispose());
		expect(spec).toEqual(written);
		expect(spec).toMatchObject({
			inference: content.inference,
			postprocessing: { keepLargest: [1] },
			labels: content.labels,
			training: content.training,
		});
		expect(await stateDict(model)).toEqual(await stateDict(content.model));
		expect(card).toContain('Not a medical device');
		expect(card).toContain('| 1 | hippocampus |');
		expect(card).toContain(spec.weights.sha256);
	});

	it('is replaced as a whole and opens from bytes as well', async () => {
		await writeBundle(folder, { ...content, training: { steps: 1 } });
		await writeBundle(folder, { ...content, card: '# Mine\n' });
		const [spec, weights] = [await readFile(join(folder, 'bundle.json'), 'utf8'), await weightsOf(folder)];
		const { model, card, spec: read } = await openBundle({ spec, weights });
		onTestFinished(() => void model.dispose());
		expect(read.training).toEqual(content.training);
		expect(card).toBe('');
		expect(await checkBundle({ spec, weights })).toEqual(read);
		weights[weights.length - 1]! ^= 1;
		await expect(checkBundle({ spec, weights, name: 'run' })).rejects.toThrow(
			/^run\/model\.safetensors is not the file that bundle\.json was written with/,
		);
		expect(await readFile(join(folder, 'MODEL_CARD.md'), 'utf8')).toBe('# Mine\n');
	});
});

describe('a backend whose tensors are bounded', () => {
	const bounded = (largestTensorBytes: number) => {
		const backend = Object.assign(tf.backend(), { adapterName: 'a small card', largestTensorBytes });
		onTestFinished(() => void Reflect.deleteProperty(backend, 'largestTensorBytes'));
	};

	it('refuses what cannot fit before it asks for the weights', async () => {
		const spec = JSON.stringify(await writeBundle(folder, content));
		const voxels = 16 * 24 * 16;
		bounded(4 * voxels);
		let asked = 0;
		const tensors = tf.memory().numTensors;
		const refusal = openBundle({ spec, weights: async () => Promise.reject(asked++), name: 'run' });
		await expect(refusal).rejects.toThrow(
			/^The network of run\/bundle\.json needs more than a small card holds: for one window of \[16, 24, 16\] voxels its layer \S+ gives \[16, 24, 16, \d+\], 0\.\d MiB, and a tensor there takes at most 0\.0 MiB; choose the backend simd, or/,
		);
		expect(asked).toBe(0);
		expect(tf.memory().numTensors).toBe(tensors);
	});

	it('asks for the weights by their name where all fits', async () => {
		const spec = JSON.stringify(await writeBundle(folder, content));
		bounded(2 ** 27);
		const files: string[] = [];
		const { model } = await openBundle({
			spec,
			weights: (file) => {
				files.push(file);
				return weightsOf(folder);
			},
		});
		onTestFinished(() => void model.dispose());
		expect(files).toEqual(['model.safetensors']);
	});
});

describe('a bundle that cannot be used is refused in one sentence', () => {
	const change = async (edit: (spec: Record<string, unknown>) => void) => {
		const path = join(folder, 'bundle.json');
		const spec = JSON.parse(await readFile(path, 'utf8'));
		edit(spec);
		await writeFile(path, JSON.stringify(spec));
	};

	const faults: Record<string, [() => Promise<void>, RegExp]> = {
		'no bundle.json': [
			() => rm(join(folder, 'bundle.json')),
			/bundle\.json cannot be read: there is no such file/,
		],
		'no weights': [() => rm(join(folder, 'model.safetensors')), /model\.safetensors cannot be read/],
		'half a bundle.json': [() => writeFile(join(folder, 'bundle.json'), '{"format"'), /is not valid JSON/],
		'a newer version': [() => change((spec) => (spec.formatVersion = 2)), /format version 2 .* update/],
		'another format': [() => change((spec) => (spec.format = 'x')), /the field format is "x"/],
		'weights of another run': [
			async () => {
				const other = createModel('unetr_test', { seed: 6 });
				const otherFolder = join(folder, 'other');
				await mkdir(otherFolder);
				await writeBundle(otherFolder, { ...content, model: other });
				other.dispose();
				await copyFile(join(otherFolder, 'model.safetensors'), join(folder, 'model.safetensors'));
			},
			/model\.safetensors is not the file that bundle\.json was written with/,
		],
		'truncated weights': [
			async () => writeFile(join(folder, 'model.safetensors'), (await weightsOf(folder)).subarray(0, 999)),
			/model\.safetensors is not the file/,
		],
		'weights outside the folder': [
			() => change((spec) => (spec.weights = { file: '../secret', sha256: 'a'.repeat(64) })),
			/weights\.file is "\.\.\/secret"/,
		],
		'an unknown model': [
			() => change((spec) => (spec.model = { name: 'vnet', config: {} })),
			/cannot be built: .*vnet/,
		],
		'a network of another size': [
			() => change((spec) => ((spec.model as { config: { hiddenSize: number } }).config.hiddenSize = 48)),
			/cannot be built: the weights do not fit/,
		],
		'a roi of two axes': [
			() => change((spec) => (spec.inference = { roiSize: [16, 16] })),
			/inference\.roiSize is \[16,16\]/,
		],
		'an overlap of one': [
			() => change((spec) => (spec.inference = { roiSize: [16, 24, 16], overlap: 1 })),
			/inference\.overlap is \[1\]/,
		],
		'an unknown mode': [
			() => change((spec) => (spec.inference = { roiSize: [16, 24, 16], mode: 'mean' })),
			/inference\.mode is "mean"/,
		],
		'an unknown preprocessing': [
			() => change((spec) => (spec.preprocessing = { orientation: 'XYZ' })),
			/bundle\.json: .*XYZ/,
		],
		'an unknown postprocessing': [
			() => change((spec) => (spec.postprocessing = { keepLargest: ['all'] })),
			/bundle\.json: postprocessing\.keepLargest is \["all"\]/,
		],
		'a class number out of order': [
			() =>
				change(
					(spec) =>
						(spec.labels = [
							{ value: 0, name: 'a' },
							{ value: 2, name: 'b' },
						]),
				),
			/labels\[1\]\.value is 2; it must be 1/,
		],
		'a class too many': [
			() => change((spec) => (spec.labels = [0, 1, 2].map((value) => ({ value, name: `class ${value}` })))),
			/labels names 3 classes and the network gives 2/,
		],
	};

	it.each(Object.keys(faults))('%s', async (name) => {
		await writeBundle(folder, content);
		const [spoil, message] = faults[name];
		await spoil();
		const before = tf.memory().numTensors;
		const error = await readBundle(folder).catch((reason: Error) => reason);
		expect(error).toBeInstanceOf(InferenceError);
		expect((error as Error).message).toMatch(message);
		expect((error as Error).message).toContain(folder);
		expect(tf.memory().numTensors).toBe(before);
	});

	it('a folder that is not there, and labels that do not fit when it is written', async () => {
		await expect(readBundle(join(folder, 'nowhere'))).rejects.toThrow('is not a bundle');
		await expect(writeBundle(folder, { ...content, labels: [] })).rejects.toThrow('labels is []');
		await writeFile(folder, 'a file where the folder should be');
		await expect(writeBundle(folder, content)).rejects.toThrow(InferenceError);
	});
});

async function weightsOf(bundle: string): Promise<Uint8Array<ArrayBuffer>> {
	return new Uint8Array(await readFile(join(bundle, 'model.safetensors')));
}
