import * as tf from '@tensorflow/tfjs';
import { attention, conv3d, instanceNorm, layerNorm, leakyRelu, linear } from '@unetr/ops';
import { describe, expect, it, vi } from 'vitest';
import type { WebGpuBackend } from './backend/webGpuBackend.ts';
import { failOnGpuErrors, hasGpu, useSoftwareGpu } from './testing/softwareGpu.ts';

/** Bytes of the GPU buffers, all of them and the largest, that are made while `use` records commands, which do not run. */
function buffersMadeBy(backend: WebGpuBackend, use: () => void): { total: number; largest: number } {
	const created = vi.spyOn(backend.device, 'createBuffer');
	const submitted = vi.spyOn(backend.queue, 'submit').mockImplementation(() => undefined);
	use();
	backend.endComputePassEncoder();
	backend.ensureCommandEncoderReady();
	backend.submitQueue();
	const sizes = created.mock.calls.map(([{ size }]) => size);
	created.mockRestore();
	submitted.mockRestore();
	return { total: sizes.reduce((sum, size) => sum + size, 0), largest: Math.max(...sizes) };
}

describe.skipIf(!hasGpu)('memory of the GPU', () => {
	failOnGpuErrors();

	it('grows with the tokens of an attention of 12 heads, back and forth, and not with their square', async () => {
		const backend = await useSoftwareGpu();
		await backend.finish();
		const [numHeads, size] = [12, 4];
		const backAndForth = tf.grad((x) => attention(x, { numHeads }));
		const madeBy = (tokens: number) =>
			buffersMadeBy(backend, () =>
				tf.tidy(() => {
					backAndForth(tf.zeros([1, tokens, 3 * numHeads * size]));
				}),
			);
		const [quarter, whole] = [madeBy(1023), madeBy(4096)];
		expect(whole.total / quarter.total).toBeLessThan(4.1);
		expect(whole.largest).toBe(4 * 4096 * 3 * numHeads * size);
	});

	it('stays as it is over 1,000 forward passes', async () => {
		const backend = await useSoftwareGpu();
		const [x, filter, kernel] = [
			tf.randomUniform([1, 4, 4, 4, 3]),
			tf.randomUniform([3, 3, 3, 3, 8]),
			tf.randomUniform([8, 24]),
		];
		const pass = () => {
			const features = leakyRelu(instanceNorm(conv3d(x, filter, { pad: 1 })));
			const tokens = layerNorm(tf.reshape(features, [1, 64, 8]));
			return attention(linear(tokens, kernel), { numHeads: 2 });
		};
		const inUse = async () => {
			await backend.finish();
			const { numTensors, numBytes } = tf.memory();
			return { ...backend.memory(), numTensors, numBytes };
		};
		const run = (times: number) => {
			for (let time = 0; time < times; time++) tf.dispose(tf.tidy(pass));
		};
		run(30); // until the buffers of all passes that are recorded but not submitted are in the pool
		const before = await inUse();
		run(1000);
		expect(await inUse()).toEqual(before);
		tf.dispose([x, filter, kernel]);
	});
});
