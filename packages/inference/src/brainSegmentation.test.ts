import '@unetr/backend-simd';
import * as tf from '@tensorflow/tfjs';
import { createModel, loadWeights } from '@unetr/models';
import { avgPool3d, useBackend } from '@unetr/ops';
import { type Grid, keepLargestComponent, orientTo, padOrCrop, toGrid } from '@unetr/transforms';
import { createVolume, readVolume, scalingAffine, type Volume } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { segmentVolume } from './segmentVolume.ts';

/** A head in T1-weighted MRI, 2 mm: the mean of 152 people. */
const scan = sharedData('nifti-reader-js/avg152T1_LR_nifti.nii.gz');
const shape = [48, 60, 48] as const;
const mlPerVoxel = 4 ** 3 / 1000;

/** The head at 4 mm, RAS+, with zeros around it. */
async function readHead(): Promise<Grid<Float32Array>> {
	const { values, shape: fine } = toGrid(orientTo(await readVolume(scan!), 'RAS').volume);
	const coarse = tf.tidy(() => avgPool3d(tf.tensor(values, [1, ...fine, 1]), { kernel: 2 }));
	const [, i, j, k] = coarse.shape as unknown as [number, number, number, number];
	const grid = { values: coarse.dataSync() as Float32Array, shape: [i, j, k] as const, channels: 1 };
	coarse.dispose();
	return padOrCrop(grid, shape).grid;
}

const meanOf = (values: Float32Array): number => values.reduce((sum, x) => sum + x, 0) / values.length;

/** TorchIO's z-score by the voxels above the mean, as a volume in file order. */
function normalised({ values }: Grid<Float32Array>): Volume {
	const threshold = meanOf(values);
	const bright = values.filter((x) => x > threshold);
	const mean = meanOf(bright);
	const deviation = Math.sqrt(bright.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (bright.length - 1));
	const [ni, nj, nk] = shape;
	const voxels = Float32Array.from(values, (_, at) => {
		const [i, j, k] = [at % ni, Math.floor(at / ni) % nj, Math.floor(at / (ni * nj))] as const;
		return (values[(i * nj + j) * nk + k]! - mean) / deviation;
	});
	return createVolume({ voxels, shape, channels: 1, affine: scalingAffine([4, 4, 4]) });
}

/** First and last index along each axis of the voxels that are set. */
function boxOf(mask: Uint8Array): [low: number, high: number][] {
	const box = shape.map((): [number, number] => [Infinity, -Infinity]);
	mask.forEach((value, at) => {
		if (value === 0) return;
		const index = [
			Math.floor(at / (shape[1] * shape[2])),
			Math.floor(at / shape[2]) % shape[1],
			at % shape[2],
		];
		index.forEach((x, axis) => {
			box[axis] = [Math.min(box[axis]![0], x), Math.max(box[axis]![1], x)];
		});
	});
	return box;
}

const countOf = (mask: Uint8Array): number => mask.reduce((sum, value) => sum + value, 0);

describe.skipIf(!scan)("TorchIO's published U-Nets find the brain in a head", () => {
	const masks: Uint8Array[] = [];
	beforeAll(() => useBackend('simd'));

	for (const file of ['torchio_unet_patches_epoch5', 'torchio_unet_whole_images_epoch5']) {
		it(file, async () => {
			const head = await readHead();
			const model = createModel('torchio_unet', { seed: null });
			await loadWeights(model, sharedData(`weights/${file}.safetensors`)!);
			const { label } = await segmentVolume(normalised(head), model, {
				preprocessing: { orientation: 'RAS', intensity: { kind: 'none' } },
				inference: { roiSize: [...shape], overlap: 0 },
			});
			model.dispose();
			const mask = Uint8Array.from(toGrid(label).values);
			masks.push(mask);

			// A brain with its fluid has 1.2 to 1.7 litres; this template is larger than life.
			expect(countOf(mask) * mlPerVoxel).toBeGreaterThan(1500);
			expect(countOf(mask) * mlPerVoxel).toBeLessThan(2100);
			expect(countOf(keepLargestComponent(mask, shape))).toBeGreaterThan(0.99 * countOf(mask));
			const brightest = head.values.reduce((most, x) => Math.max(most, x), 0);
			const tissue = Uint8Array.from(head.values, (x) => (x > 0.1 * brightest ? 1 : 0));
			const inside = mask.reduce((sum, value, at) => sum + value * tissue[at]!, 0);
			expect(inside).toBeGreaterThan(0.99 * countOf(mask));
			// Skin and skull stay outside, on every side but the neck's.
			const [brain, whole] = [boxOf(mask), boxOf(tissue)];
			brain.forEach(([low, high], axis) => {
				expect(high, `end of axis ${axis}`).toBeLessThan(whole[axis]![1]);
				if (axis < 2) expect(low, `start of axis ${axis}`).toBeGreaterThan(whole[axis]![0]);
			});
		}, 60_000);
	}

	it('and agree about it', () => {
		const [a, b] = masks as [Uint8Array, Uint8Array];
		const both = a.reduce((sum, value, at) => sum + value * b[at]!, 0);
		expect((2 * both) / (countOf(a) + countOf(b))).toBeGreaterThan(0.95);
	});
});
