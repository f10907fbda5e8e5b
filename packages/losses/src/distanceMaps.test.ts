import * as tf from '@tensorflow/tfjs';
import '@unetr/backend-webgpu';
import { startNodeGpu } from '@unetr/backend-webgpu/node';
import { useBackend, variableGrads } from '@unetr/ops';
import { chooseSoftwareGpu, maxAbsOverMax } from 'unetr-testkit';
import { beforeEach, describe, expect, it } from 'vitest';
import { createLoss } from './createLoss.ts';
import { mapsByArrays, mapsByOps } from './distanceMaps.ts';

const hasGpu = chooseSoftwareGpu();

beforeEach(() => useBackend('cpu'));

const shape: [number, number, number, number, number] = [2, 5, 7, 6, 3];

/** Few voxels, about half of them, and in one channel of one volume none or all. */
function masks(): tf.Tensor {
	return tf.tidy(() => {
		const random = tf.randomUniform(shape, 0, 1, 'float32', 4);
		const shares = tf.tensor([0.03, 0.5, -1, 0.9, 2, 0.2], [2, 1, 1, 1, 3]);
		return tf.cast(tf.less(random, shares), 'float32');
	});
}

describe.each([[[1, 1, 1]], [[2, 0.5, 1.3]]] as const)('distances at a spacing of %j', (spacing) => {
	it('are the same by ops and in plain arrays', async () => {
		const [byOps, byArrays] = [mapsByOps(masks(), spacing), mapsByArrays(masks(), spacing)];
		const [actual, expected] = [await byOps.data(), await byArrays.data()];
		expect(maxAbsOverMax(actual as Float32Array, expected as Float32Array)).toBeLessThan(1e-6);
		expect(Math.max(...expected)).toBeGreaterThan(1);
		expect(Math.min(...expected)).toBeLessThan(0);
	});
});

describe.skipIf(!hasGpu).each(['boundary', 'hausdorffDt'] as const)('%s on webgpu', (name) => {
	/** The loss, and its gradient by the logits. */
	async function lossAndGradient(): Promise<Float32Array> {
		const logits = tf.variable(tf.randomNormal(shape, 0, 2, 'float32', 6));
		const labels = tf.cast(tf.randomUniform(shape.slice(0, 4), 0, 3, 'float32', 8), 'int32');
		const loss = createLoss({ name });
		const { value, grads } = variableGrads(() => loss(labels, logits), [logits]);
		const values = [value, grads[logits.name]!].map((tensor) => tf.reshape(tensor, [-1]));
		return (await tf.concat(values).data()) as Float32Array;
	}

	it('equals that on cpu, value and gradient', async () => {
		const expected = await lossAndGradient();
		await startNodeGpu();
		await useBackend('webgpu');
		const actual = await lossAndGradient();
		expect(actual[0]).toBeCloseTo(expected[0]!, 4);
		expect(maxAbsOverMax(actual.slice(1), expected.slice(1))).toBeLessThan(1e-5);
	});
});
