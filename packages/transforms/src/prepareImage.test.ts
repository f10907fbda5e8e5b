import { type Affine, createVolume, orientTo, readVolume, voxelToWorld, worldToVoxel } from '@unetr/volume';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';

import { prepareImage } from './prepareImage.ts';
import { prepareLabel } from './prepareLabel.ts';
import { defaultPreprocessing, type PreprocessingSpec, parsePreprocessingSpec } from './preprocessingSpec.ts';
import { withoutData } from './testing/goldenTransform.ts';

const lip: Affine = [
	[-2, 0, 0, 30],
	[0, 0, -4, 11],
	[0, -3, 0, 7],
	[0, 0, 0, 1],
];

describe('prepareImage and prepareLabel', () => {
	it('bring image and label to RAS, and predicted labels back to the grid of the input', () => {
		const voxels = Int16Array.from({ length: 24 }, (_, v) => (v * 7) % 24);
		const header = { affineSource: 'sform', spaceCode: 1 } as const;
		const volume = createVolume({ voxels, shape: [2, 3, 4], affine: lip, header });
		const { image, restoreLabel } = prepareImage(volume, defaultPreprocessing);
		expect(image.shape).toEqual([2, 4, 3]);
		expect(image.values).toBeInstanceOf(Float32Array);
		const labels = prepareLabel(volume, defaultPreprocessing);
		expect(labels.shape).toEqual(image.shape);
		const mean = 11.5;
		const sd = Math.sqrt((24 ** 2 - 1) / 12);
		for (const [v, label] of labels.values.entries())
			expect(image.values[v]).toBeCloseTo((label - mean) / sd, 5);
		const restored = restoreLabel(labels.values);
		expect(restored.voxels).toEqual(Uint8Array.from(voxels));
		expect(restored).toMatchObject({ shape: [2, 3, 4], channels: 1, affine: lip });
		expect(restored.header).toMatchObject({ affineSource: 'sform', spaceCode: 1, datatype: 'uint8' });
	});

	it('give the same image whatever orientation the case is stored in', () => {
		const voxels = Float32Array.from({ length: 24 }, (_, v) => Math.sin(v));
		const volume = createVolume({ voxels, shape: [2, 3, 4], affine: lip });
		const [one, other] = [volume, orientTo(volume, 'PSR').volume].map((v) =>
			prepareImage(v, defaultPreprocessing),
		);
		expect(other.image.shape).toEqual(one.image.shape);
		for (const [v, x] of other.image.values.entries()) expect(x).toBeCloseTo(one.image.values[v], 6);
		const labels = Uint8Array.from({ length: 24 }, (_, v) => v);
		const [a, b] = [one.restoreLabel(labels), other.restoreLabel(labels)];
		for (let v = 0; v < 24; v++) {
			const place = voxelToWorld(a.affine, [v % 2, Math.floor(v / 2) % 3, Math.floor(v / 6)]);
			const index = worldToVoxel(b.affine, place).map(Math.round);
			expect(b.voxels[index[0] + b.shape[0] * (index[1] + b.shape[1] * index[2])]).toBe(a.voxels[v]);
		}
	});

	it('keep channels, scale as the specification says, and leave the volume as it is', () => {
		const voxels = Float32Array.of(0, 10, 20, 30);
		const affine = orientTo(createVolume({ voxels: new Uint8Array(1), shape: [1, 1, 1], affine: lip })).volume
			.affine;
		const volume = createVolume({ voxels, shape: [2, 1, 1], channels: 2, affine });
		const scaled = (intensity: PreprocessingSpec['intensity']) =>
			Array.from(prepareImage(volume, { orientation: 'RAS', intensity }).image.values);
		expect(scaled({ kind: 'none' })).toEqual([0, 20, 10, 30]);
		expect(scaled({ kind: 'scaleRange', from: [10, 20], to: [-1, 1] })).toEqual([-1, 1, -1, 1]);
		expect(scaled({ kind: 'zScore' })).toEqual([-1, -1, 1, 1]);
		expect(scaled({ kind: 'zScore', nonzero: true })).toEqual([0, -1, 0, 1]);
		expect(voxels).toEqual(Float32Array.of(0, 10, 20, 30));
	});

	it('name the voxel of a label that is no integer from 0 to 255', () => {
		const labelled = (voxels: Float32Array | Int16Array) =>
			prepareLabel(createVolume({ voxels, shape: [2, 3, 4], affine: lip }), defaultPreprocessing);
		expect(() => labelled(new Float32Array(24).fill(0.5, 23))).toThrow('0.5 at voxel (1, 2, 3)');
		expect(() => labelled(new Int16Array(24).fill(256, 2, 3))).toThrow('256 at voxel (0, 1, 0)');
		expect(() => labelled(new Int16Array(24).fill(-1, 6, 7))).toThrow('-1 at voxel (0, 0, 1)');
		expect(() => labelled(new Float32Array(24).fill(Number.NaN))).toThrow('NaN at voxel (0, 0, 0)');
		const two = createVolume({ voxels: new Uint8Array(48), shape: [2, 3, 4], channels: 2, affine: lip });
		expect(() => prepareLabel(two, defaultPreprocessing)).toThrow('2 channels');
		const { restoreLabel } = prepareImage(two, defaultPreprocessing);
		expect(() => restoreLabel(new Uint8Array(48))).toThrow('48 labels do not fill the 2×4×3 voxels');
	});

	it.skipIf(withoutData)('restore the labels of a real case voxel for voxel (../shared/data)', async () => {
		const folder = sharedData('tptbox/sample_ct');
		const image = await readVolume(`${folder}/sub-ct_label-22_ct.nii.gz`);
		const label = await readVolume(`${folder}/sub-ct_seg-subreg_label-22_msk.nii.gz`);
		const { restoreLabel } = prepareImage(image, defaultPreprocessing);
		const restored = restoreLabel(prepareLabel(label, defaultPreprocessing).values);
		expect(restored.affine).toEqual(image.affine);
		expect(restored.shape).toEqual(image.shape);
		expect(Buffer.compare(Buffer.from(restored.voxels), Buffer.from(Uint8Array.from(label.voxels)))).toBe(0);
	});
});

describe('parsePreprocessingSpec', () => {
	it('fills in what is left out and returns what went through JSON', () => {
		const spec = parsePreprocessingSpec({ orientation: 'RAS', intensity: { kind: 'zScore' } });
		expect(spec).toEqual({
			version: 1,
			orientation: 'RAS',
			intensity: { kind: 'zScore', nonzero: false, perChannel: true },
		});
		expect(parsePreprocessingSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec);
	});

	const intensity = { kind: 'zScore' };
	it.each<[string, unknown]>([
		['preprocessing is [1]', [1]],
		['preprocessing.orientation is missing', { intensity }],
		['"RRS" is no orientation', { orientation: 'RRS', intensity }],
		['preprocessing.intensity is missing', { orientation: 'RAS' }],
		['preprocessing.intensity.kind is "minMax"', { orientation: 'RAS', intensity: { kind: 'minMax' } }],
		['intensity.nonzero is 1', { orientation: 'RAS', intensity: { kind: 'zScore', nonzero: 1 } }],
		[
			'intensity.from is [1,1]',
			{ orientation: 'RAS', intensity: { kind: 'scaleRange', from: [1, 1], to: [0, 1] } },
		],
		['intensity.to is missing', { orientation: 'RAS', intensity: { kind: 'scaleRange', from: [0, 1] } }],
		['unknown field "sigma"', { orientation: 'RAS', intensity: { kind: 'none', sigma: 1 } }],
		['unknown field "spacing"', { orientation: 'RAS', intensity, spacing: [1, 1, 1] }],
		['preprocessing.version is 2', { version: 2, orientation: 'RAS', intensity }],
	])('says that %s', (message, json) => {
		expect(() => parsePreprocessingSpec(json)).toThrow(message);
	});
});
