import * as tf from '@tensorflow/tfjs';
import { conv3d, conv3dTranspose, leakyRelu, normAct, useBackend, variableGrads } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { sizeOf } from '../backend/kernel.ts';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { startNodeGpu } from '../device/startNodeGpu.ts';
import { failOnGpuErrors, hasGpu } from '../testing/softwareGpu.ts';

/** What a half leaves of a value, relative to it: 11 bits of mantissa, rounded to the nearest. */
const roundoff = 2 ** -11;
/** The same of the sums, of 32 bits, over n terms. */
const roundoffOfSum = (terms: number): number => terms * 2 ** -24;

async function use(precision: 'f16' | 'f32' | undefined): Promise<WebGpuBackend> {
	if (precision === undefined) await useBackend('cpu');
	else {
		await startNodeGpu();
		await useBackend('webgpu', { precision });
	}
	return tf.backend() as WebGpuBackend;
}

const random = (shape: number[], seed: number): tf.Tensor => tf.randomUniform(shape, -1, 1, 'float32', seed);

/** Hands x on as it is: what a convolution writes where halves are kept. */
function handOn(x: tf.Tensor): tf.Tensor {
	const channels = x.shape[4]!;
	return conv3d(x, tf.reshape(tf.eye(channels), [1, 1, 1, channels, channels]));
}

/** Values of f on cpu, and with halves. */
async function onBoth(f: () => tf.Tensor): Promise<{ expected: Float32Array; actual: Float32Array }> {
	await use(undefined);
	const expected = await tf.tidy(f).data<'float32'>();
	await use('f16');
	const y = tf.tidy(f);
	expect((tf.backend() as WebGpuBackend).isHalf(y)).toBe(true);
	return { expected, actual: await y.data<'float32'>() };
}

describe.skipIf(!hasGpu)('activations as halves', () => {
	failOnGpuErrors();
	beforeEach(async () => void (await use('f16')));
	afterAll(async () => void (hasGpu && (await use('f32'))));

	const convolutions = [
		{ x: [1, 6, 7, 5, 8], filter: [3, 3, 3, 8, 16], options: { pad: 1 } },
		{ x: [2, 5, 6, 7, 12], filter: [3, 3, 3, 6, 8], options: { strides: 2, groups: 2 } },
		{ x: [1, 9, 8, 7, 4], filter: [2, 3, 1, 4, 20], options: { dilation: 2 } },
	] as const;

	it.each(convolutions)('of a convolution of $x by $filter', async ({ x, filter, options }) => {
		const [xShape, filterShape] = [[...x], [...filter]];
		const { expected, actual } = await onBoth(() =>
			conv3d(handOn(random(xShape, 1)), random(filterShape, 2), {
				...options,
				bias: random([filter[4]], 3) as tf.Tensor1D,
			}),
		);
		await use(undefined);
		// What is added, without its signs: an input is off by a roundoff of each of its terms.
		const terms = await conv3d(tf.abs(random(xShape, 1)), tf.abs(random(filterShape, 2)), options).data();
		const length = sizeOf(filterShape.slice(0, 4));
		for (const [index, value] of actual.entries()) {
			const bound = (roundoff + roundoffOfSum(length)) * terms[index]! + roundoff * Math.abs(value);
			expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(1.001 * bound + 1e-7);
		}
	});

	it('of a transposed convolution', async () => {
		const { expected, actual } = await onBoth(() =>
			conv3dTranspose(handOn(random([1, 3, 4, 5, 8], 1)), random([2, 2, 2, 4, 8], 2)),
		);
		// Eight terms of up to 1, and the result of up to 8.
		const bound = 2 * 8 * roundoff;
		for (const [index, value] of actual.entries()) {
			expect(Math.abs(value - expected[index]!)).toBeLessThan(bound);
		}
	});

	const norms = [
		{ shape: [2, 4, 5, 6, 8], numGroups: 8, residual: false },
		{ shape: [2, 4, 5, 6, 8], numGroups: 8, residual: true },
		{ shape: [1, 17, 11, 13, 4], numGroups: 4, residual: true },
		{ shape: [2, 7, 6, 5, 16], numGroups: 4, residual: true },
	];

	it.each(norms)('of a norm of $shape, residual: $residual', async ({ shape, numGroups, residual }) => {
		const { expected, actual } = await onBoth(() =>
			normAct(handOn(random(shape, 1)), {
				numGroups,
				gamma: random([shape[4]!], 2),
				beta: random([shape[4]!], 3),
				...(residual && { residual: handOn(random(shape, 4)) }),
			}),
		);
		// x of up to 1 is off by a roundoff, so are its mean and its deviation (1/√3), by which x̂ of up to √3 is divided;
		// then γ and the residual of up to 1, and y of up to √3 + 2.
		const bound = roundoff * ((2 + Math.sqrt(3)) * Math.sqrt(3) * 1.2 + 1 + Math.sqrt(3) + 2);
		for (const [index, value] of actual.entries()) {
			expect(Math.abs(value - expected[index]!)).toBeLessThan(bound);
		}
	});

	it('stay halves where channels are joined', async () => {
		const { expected, actual } = await onBoth(() =>
			tf.concat([handOn(random([1, 3, 4, 5, 8], 1)), random([1, 3, 4, 5, 4], 2)], 4),
		);
		for (const [index, value] of actual.entries()) {
			expect(Math.abs(value - expected[index]!)).toBeLessThanOrEqual(
				roundoff * Math.abs(expected[index]!) + 1e-7,
			);
		}
	});

	it('are widened for kernels that do not know them, and hold no memory then', async () => {
		const backend = tf.backend() as WebGpuBackend;
		const run = () =>
			tf.tidy(() => {
				const x = handOn(random([1, 3, 4, 5, 8], 1));
				return tf.add(leakyRelu(x, 0.5), tf.mul(x, 2));
			});
		const first = run();
		const [actual] = [await first.data<'float32'>()];
		first.dispose();
		await backend.finish();
		const before = [tf.memory().numTensors, backend.bufferManager.getNumUsedBuffers()];
		run().dispose();
		await backend.finish();
		expect([tf.memory().numTensors, backend.bufferManager.getNumUsedBuffers()]).toEqual(before);
		await use(undefined);
		expect(maxAbsOverMax(actual!, await run().data<'float32'>())).toBeLessThan(roundoff);
	});

	it('end at the largest half', async () => {
		const y = handOn(tf.fill([1, 1, 1, 1, 4], 1e6));
		expect([...(await y.data())]).toEqual([65504, 65504, 65504, 65504]);
	});

	it('are not kept while a gradient is recorded', async () => {
		const gradient = async (precision: 'f16' | 'f32') => {
			await use(precision);
			const filter = tf.variable(random([3, 3, 3, 8, 8], 2));
			const loss = () => tf.sum(tf.square(normAct(conv3d(random([1, 5, 4, 6, 8], 1), filter)))) as tf.Scalar;
			const { grads } = variableGrads(loss, [filter]);
			return grads[filter.name]!.data<'float32'>();
		};
		expect(await gradient('f16')).toEqual(await gradient('f32'));
	});

	it('are refused by another name', async () => {
		await expect(useBackend('webgpu', { precision: 'half' })).rejects.toThrow(
			"precision must be 'f32' or 'f16', but is 'half'",
		);
	});
});
