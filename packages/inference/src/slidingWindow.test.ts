import * as tf from '@tensorflow/tfjs';
import { conv3d, useBackend } from '@unetr/ops';
import {
	channelsLast,
	type GoldenCase,
	goldenCases,
	maxAbsOverMax,
	permute,
	readGolden,
	unit,
} from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { importanceMap } from './importanceMap.ts';
import { type Predict, type SlidingWindowOptions, slidingWindow } from './slidingWindow.ts';
import { type Triple, windowGrid } from './windowGrid.ts';

const cases = goldenCases('inference/').filter(({ reference }) =>
	reference.includes('sliding_window_inference'),
);
const maps = goldenCases('inference/map_');
const identity: Predict = (windows) => windows;

const optionsOf = ({ args }: GoldenCase): SlidingWindowOptions => ({
	roiSize: args.roi_size,
	overlap: args.overlap,
	mode: args.mode,
	sigmaScale: args.sigma_scale,
	padMode: args.padding_mode,
	cval: args.cval,
	batchSize: args.sw_batch_size,
});

const goldenImage = (name: string): { values: Float32Array; shape: number[] } => {
	const { values, shape } = channelsLast(readGolden('inference/inputs').tensors.get(name)!);
	return { values: values.map((value) => value / 32), shape };
};

const tensor5d = (values: Float32Array, shape: readonly number[]): tf.Tensor5D =>
	tf.tensor5d(values, shape as tf.Tensor5D['shape']);

const random = (shape: readonly number[]): tf.Tensor5D => {
	const voxels = shape.reduce((product, size) => product * size, 1);
	return tensor5d(unit(`inference/${shape}`, voxels), shape);
};

beforeAll(() => useBackend('cpu'));

describe('slidingWindow against MONAI', () => {
	it.each(cases.map((entry) => [entry.id, entry] as const))('%s', async (id, entry) => {
		const { tensors } = readGolden('inference/inputs');
		const [name, expected] = [...readGolden(id).tensors][0];
		const { values, shape } = goldenImage(entry.image);
		const filter = tf.tensor5d(
			permute(tensors.get('w')!.values, [2, 2, 3, 3, 3], [2, 3, 4, 1, 0]),
			[3, 3, 3, 2, 2],
		);
		const bias = tf.tensor1d(tensors.get('b')!.values);
		const strides = id.endsWith('half_resolution') ? 2 : 1;
		const predict: Predict = (windows) => conv3d(windows, filter, { bias, pad: 1, strides }) as tf.Tensor5D;

		const grid = windowGrid(shape.slice(1, 4) as unknown as Triple, entry.args.roi_size, entry.args.overlap);
		expect(grid.starts).toHaveLength(entry.windows);
		expect(grid.paddedSize).toEqual(entry.padded_size);
		const result = await slidingWindow(tensor5d(values, shape), predict, optionsOf(entry));

		const [b, c, i, j, k] = entry.output_shape;
		expect(result.shape).toEqual([b, i, j, k, c]);
		const flat = permute(result.dataSync(), result.shape, [0, 4, 1, 2, 3]);
		const stride = Number(/sample(\d+)/.exec(name)?.[1] ?? 1);
		const sampled = flat.filter((_, index) => index % stride === 0);
		expect(maxAbsOverMax(sampled, expected.values)).toBeLessThan(entry.tolerance.max_abs_over_max);
	});

	it.each(maps.map((entry) => [entry.id, entry] as const))('%s', (id, entry) => {
		const map = importanceMap(entry.args.patch_size, entry.args.mode, entry.args.sigma_scale);
		const expected = readGolden(id).tensors.get(entry.tensor)!.values;
		expect(maxAbsOverMax(map, expected)).toBeLessThan(entry.tolerance.max_abs_over_max);
	});
});

describe('slidingWindow', () => {
	it.each<[Triple, Triple, number]>([
		[[6, 6, 5], [4, 4, 1], 0.25],
		[[6, 6, 5], [6, 6, 5], 0.25],
		[[6, 6, 5], [4, 8, 2], 0.25],
		[[6, 6, 5], [4, 4, 3], 0],
		[[6, 6, 5], [4, 4, 3], 0.9],
	])(
		'gives the image back from an identity network: image %s, roi %s, overlap %d',
		async (size, roiSize, overlap) => {
			const image = random([1, ...size, 2]);
			for (const mode of ['constant', 'gaussian'] as const) {
				const result = await slidingWindow(image, identity, { roiSize, overlap, mode, batchSize: 3 });
				expect(maxAbsOverMax(result.dataSync(), image.dataSync())).toBeLessThan(1e-6);
			}
		},
	);

	it.each(['constant', 'replicate', 'reflect', 'circular'] as const)(
		'pads images much smaller than the window with %s',
		async (padMode) => {
			for (const size of [
				[3, 5, 4],
				[3, 5, 1],
			]) {
				const image = random([1, ...size, 1]);
				const result = await slidingWindow(image, identity, { roiSize: [16, 16, 16], padMode });
				expect(result.shape).toEqual([1, ...size, 1]);
				expect(maxAbsOverMax(result.dataSync(), image.dataSync())).toBeLessThan(1e-6);
			}
		},
	);

	it('reports progress, leaves only its result behind, and frees everything when stopped', async () => {
		const image = random([2, 5, 6, 4, 1]);
		const before = tf.memory().numTensors;
		const progress: number[] = [];
		const twoClasses: Predict = (windows) => tf.tidy(() => tf.concat([windows, tf.neg(windows)], 4));
		const options = { roiSize: [4, 4, 4], overlap: 0.5, batchSize: 3 } as const;
		const result = await slidingWindow(image, twoClasses, {
			...options,
			onProgress: ({ done, total }) => progress.push(done / total),
		});
		expect(progress).toEqual([3 / 8, 6 / 8, 1]);
		expect(tf.memory().numTensors).toBe(before + 1);
		result.dispose();

		const stop = new AbortController();
		const stopped = slidingWindow(image, twoClasses, {
			...options,
			signal: stop.signal,
			onProgress: () => stop.abort(),
		});
		await expect(stopped).rejects.toHaveProperty('name', 'AbortError');
		const failing = slidingWindow(image, () => Promise.reject(new Error('no network')), options);
		await expect(failing).rejects.toThrow('no network');
		expect(tf.memory().numTensors).toBe(before);
	});

	it('refuses a network that gives no volume, and a batch of no windows', async () => {
		const image = random([1, 4, 4, 4, 1]);
		const flat = (windows: tf.Tensor5D) => tf.sum(windows, 4) as unknown as tf.Tensor5D;
		await expect(slidingWindow(image, flat, { roiSize: [4, 4, 4] })).rejects.toThrow(
			'The network gave [1,4,4,4] for windows [1,4,4,4,1]',
		);
		await expect(slidingWindow(image, identity, { roiSize: [4, 4, 4], batchSize: 0 })).rejects.toThrow(
			'batchSize is 0',
		);
	});
});
