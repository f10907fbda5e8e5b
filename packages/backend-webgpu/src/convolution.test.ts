import * as tf from '@tensorflow/tfjs';
import { conv3d, conv3dTranspose, type Padding, useBackend } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
import { beforeAll, describe, expect, it } from 'vitest';
import { failOnGpuErrors, hasGpu, useSoftwareGpu } from './testing/softwareGpu.ts';

/*
 * Convolutions are where backends differ unnoticed: beyond three input channels, with automatic padding at stride 2, at
 * odd sizes, one voxel off in the transpose. Value and gradients against tfjs's cpu, then numbers that anybody can count.
 */

const paddings: readonly Padding[] = ['same', 'valid', 1];
const channelCounts = [1, 3, 4, 5, 7];

interface Layout {
	readonly size: number;
	readonly strides: number;
	readonly pad: Padding;
}

const layouts: readonly Layout[] = [4, 5, 9].flatMap((size) =>
	[1, 2].flatMap((strides) => paddings.map((pad) => ({ size, strides, pad }))),
);

const random = (shape: number[], seed: number) => tf.randomUniform(shape, -1, 1, 'float32', seed);
type OfTwo = (x: tf.Tensor, filter: tf.Tensor) => tf.Tensor;

/** The value of f, then its gradients by both tensors, weighed by random numbers. */
async function valueAndGradients(f: OfTwo, xShape: number[], filterShape: number[]): Promise<Float32Array[]> {
	const tensors = tf.tidy(() => {
		const [x, filter] = [random(xShape, 1), random(filterShape, 2)];
		const y = f(x, filter);
		return [y, ...tf.grads(f)([x, filter], random(y.shape, 3))];
	});
	const values = await Promise.all(tensors.map((tensor) => tensor.data<'float32'>()));
	tf.dispose(tensors);
	return values;
}

async function expectEqualOnBoth(f: OfTwo, xShape: number[], filterShape: number[]): Promise<void> {
	await useBackend('cpu');
	const expected = await valueAndGradients(f, xShape, filterShape);
	await useSoftwareGpu();
	const actual = await valueAndGradients(f, xShape, filterShape);
	for (const [index, values] of actual.entries()) {
		expect(maxAbsOverMax(values, expected[index]!)).toBeLessThan(1e-5);
	}
}

failOnGpuErrors();

describe.skipIf(!hasGpu)('convolutions on webgpu equal those on cpu (BW-03)', () => {
	it.each(layouts)('$size voxels, stride $strides, $pad', async ({ size, strides, pad }) => {
		for (const channels of channelCounts) {
			const shape = [1, size, size, size, channels];
			await expectEqualOnBoth((x, filter) => conv3d(x, filter, { strides, pad }), shape, [
				3,
				3,
				3,
				channels,
				6,
			]);
			if (typeof pad === 'string') continue;
			const options = { strides, pad, outputPadding: strides - 1 };
			await expectEqualOnBoth((x, filter) => conv3dTranspose(x, filter, options), shape, [
				3,
				3,
				3,
				6,
				channels,
			]);
		}
	});
});

describe.skipIf(!hasGpu)('convolutions of ones on webgpu', () => {
	beforeAll(() => useSoftwareGpu());

	const ones = (size: number) => tf.ones([1, size, size, size, 5]);
	const filter = () => tf.ones([3, 3, 3, 5, 1]);
	const ends = async (y: tf.Tensor) => {
		const values = await y.data();
		return [values[0], values[values.length - 1]];
	};

	it('has 27 · 5 at the centre and 8 · 5 in the corners', async () => {
		const y = conv3d(ones(5), filter());
		expect(await ends(y)).toEqual([40, 40]);
		expect((await y.data())[62]).toBe(135);
	});

	it('pads "same" at the end where one side must have less', async () => {
		expect(await ends(conv3d(ones(4), filter(), { strides: 2 }))).toEqual([135, 40]);
		expect(await ends(conv3d(ones(4), filter(), { strides: 2, pad: 1 }))).toEqual([40, 135]);
	});

	it('doubles a volume by its transpose, whose gradient is 8 taps · output channels', async () => {
		const up = tf.ones([2, 2, 2, 4, 5]);
		expect(conv3dTranspose(ones(3), up).shape).toEqual([1, 6, 6, 6, 4]);
		const gradient = tf.grad((x: tf.Tensor) => tf.sum(conv3dTranspose(x, up)))(ones(3));
		expect([...new Set(await gradient.data())]).toEqual([32]);
	});

	it('counts the taps that meet in an overlapping transpose', async () => {
		const y = conv3dTranspose(ones(3), tf.ones([3, 3, 3, 1, 5]), { strides: 2 });
		expect(y.shape).toEqual([1, 7, 7, 7, 1]);
		expect((await y.data())[0]).toBe(5); // one tap
		expect((await y.data())[2 * 49 + 2 * 7 + 2]).toBe(40); // two taps along each axis
	});
});
