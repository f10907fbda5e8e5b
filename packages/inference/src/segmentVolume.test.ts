import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { defaultPreprocessing } from '@unetr/transforms';
import { type Affine, createVolume, voxelToWorld } from '@unetr/volume';
import { unit } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Pipeline } from './pipeline.ts';
import { segmentVolume } from './segmentVolume.ts';

const shape = [9, 7, 5] as const;
const voxels = unit('inference/segment', 9 * 7 * 5).map((value) => 300 + 100 * value);

/** RAS+ with 1, 2, 3 mm voxels. */
const ras: Affine = [
	[1, 0, 0, -10],
	[0, 2, 0, 5],
	[0, 0, 3, 7],
	[0, 0, 0, 1],
];

const pipeline: Pipeline = {
	preprocessing: defaultPreprocessing,
	inference: { roiSize: [4, 4, 4], overlap: 0.5, mode: 'gaussian' },
};

/** Logits (0, 4 z - 2): class 1 where the prepared intensity z is above one half. */
const thresholdModel = (size: number | null = null): tf.LayersModel => {
	const input = tf.input({ shape: [size, size, size, 1] });
	const layer = tf.layers.dense({ units: 2, weights: [tf.tensor2d([[0, 4]]), tf.tensor1d([0, -2])] });
	return tf.model({ inputs: input, outputs: layer.apply(input) as tf.SymbolicTensor });
};

const mean = voxels.reduce((sum, value) => sum + value) / voxels.length;
const deviation = Math.sqrt(voxels.reduce((sum, value) => sum + (value - mean) ** 2, 0) / voxels.length);
const expected = voxels.map((value) => ((value - mean) / deviation > 0.5 ? 1 : 0));

beforeAll(() => useBackend('cpu'));

describe('segmentVolume', () => {
	it('thresholds z-scores through windows, on the input grid, and leaves no tensor behind', async () => {
		const model = thresholdModel();
		const volume = createVolume({ voxels, shape, affine: ras });
		const before = tf.memory().numTensors;
		const progress: number[] = [];
		const { label, voxelCounts } = await segmentVolume(volume, model, pipeline, {
			batchSize: 5,
			onProgress: ({ done, total }) => progress.push(done / total),
		});
		expect(label.shape).toEqual(shape);
		expect(label.affine).toEqual(ras);
		expect(label.voxels).toEqual(Uint8Array.from(expected));
		const ones = expected.reduce((sum, value) => sum + value);
		expect(voxelCounts).toEqual([voxels.length - ones, ones]);
		expect(progress.at(-1)).toBe(1);
		expect(tf.memory().numTensors).toBe(before);
	});

	it('gives the same mask in world space for the same head stored in another order', async () => {
		// Axes i, j, k of the new file are -k, i, -j of the old one.
		const [ni, nj, nk] = shape;
		const turned = new Float32Array(voxels.length);
		for (let i = 0; i < ni; i++)
			for (let j = 0; j < nj; j++)
				for (let k = 0; k < nk; k++)
					turned[nk - 1 - k + nk * (i + ni * (nj - 1 - j))] = voxels[i + ni * (j + nj * k)];
		const affine: Affine = [
			[0, 1, 0, -10],
			[0, 0, -2, 5 + 2 * (nj - 1)],
			[-3, 0, 0, 7 + 3 * (nk - 1)],
			[0, 0, 0, 1],
		];
		const volume = createVolume({ voxels: turned, shape: [nk, ni, nj], affine });
		const model = thresholdModel();
		const { label } = await segmentVolume(volume, model, pipeline);
		const reference = await segmentVolume(createVolume({ voxels, shape, affine: ras }), model, pipeline);
		const marked = (one: typeof label) => {
			const [a, b] = one.shape;
			const positions = Array.from(one.voxels, (value, at) =>
				value === 0
					? ''
					: `${voxelToWorld(one.affine, [at % a, Math.floor(at / a) % b, Math.floor(at / a / b)])}`,
			);
			return positions.filter((position) => position !== '').sort();
		};
		expect(label.affine).toEqual(affine);
		expect(marked(label)).toEqual(marked(reference.label));
	});

	it('keeps the largest component where the pipeline says so', async () => {
		const model = thresholdModel();
		const volume = createVolume({ voxels, shape, affine: ras });
		const all = await segmentVolume(volume, model, pipeline);
		const largest = await segmentVolume(volume, model, { ...pipeline, postprocessing: { keepLargest: [1] } });
		expect(largest.voxelCounts[1]).toBeGreaterThan(0);
		expect(largest.voxelCounts[1]).toBeLessThan(all.voxelCounts[1]);
	});

	it('says which channels and windows the network takes, and stops', async () => {
		const two = createVolume({ voxels: new Float32Array(2 * 315), shape, channels: 2, affine: ras });
		await expect(segmentVolume(two, thresholdModel(), pipeline)).rejects.toThrow('has 2 channel(s)');
		const volume = createVolume({ voxels, shape, affine: ras });
		await expect(segmentVolume(volume, thresholdModel(8), pipeline)).rejects.toThrow('takes [8,8,8]');
		const signal = AbortSignal.abort();
		await expect(segmentVolume(volume, thresholdModel(), pipeline, { signal })).rejects.toThrow('abort');
	});
});
