import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs';
import { conv3d, gelu, instanceNorm, linear, softmaxRegionSums } from '@unetr/ops';
import { describe, expect, it } from 'vitest';
import type { SimdBackend } from './backend/simdBackend.ts';
import { nativeInstructionSets } from './engine/nativeAddon.ts';
import { SimdError } from './engine/simdError.ts';
import { restartOn } from './testing/restartOn.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const steps = 5000;
/** Steps after which nothing may grow any more: JavaScript's compilers and the system's allocator take longest. */
const warmUp = 2000;
/** Steps between two looks at the event loop, where V8 gives freed buffers back. */
const round = 500;
/** Growth of the process in the steps after: less than what one small tensor a step would leave, 11 MiB. */
const slack = 6 * 2 ** 20;

/** Steps of a network of one convolution, norm, activation and two projections on volumes of 6×5×4. */
function tinyTraining(): { step: () => number; dispose: () => void } {
	const variables = [
		[3, 3, 3, 2, 8],
		[8, 16],
		[16, 3],
	].map((shape, index) => tf.variable(tf.randomNormal(shape, 0, 0.3, 'float32', index + 1)));
	const [filter, hidden, out] = variables as [tf.Variable, tf.Variable, tf.Variable];
	const [gamma, beta] = [tf.ones([8]), tf.zeros([8])];
	const x = tf.randomNormal([2, 6, 5, 4, 2], 0, 1, 'float32', 7);
	const labels = tf.randomUniform([2, 6, 5, 4], 0, 3, 'int32', 8);
	const optimizer = tf.train.adam(1e-3);
	const loss = (): tf.Scalar => {
		const features = gelu(instanceNorm(conv3d(x, filter as tf.Tensor5D), gamma, beta));
		const logits = linear(gelu(linear(features, hidden as tf.Tensor2D)), out as tf.Tensor2D);
		return tf.neg(tf.mean(softmaxRegionSums(logits, labels))) as tf.Scalar;
	};
	const step = () => {
		const value = optimizer.minimize(loss, true, variables)!;
		const [number] = value.dataSync();
		value.dispose();
		return number!;
	};
	return { step, dispose: () => tf.dispose([...variables, gamma, beta, x, labels]) };
}

/** What is used of V8's heap, which keeps pages in store for a while, and all pages of the process beside it. */
async function residentBytes(): Promise<number> {
	for (let i = 0; i < 3; i++) {
		collectGarbage();
		await setImmediate();
	}
	const { rss, heapTotal, heapUsed } = process.memoryUsage();
	return rss - heapTotal + heapUsed;
}

const engines = ['native', 'wasm'] as const;

describe.skipIf(nativeInstructionSets().length === 0 && !process.env.CI)('memory', () => {
	it.each(engines)(`stays flat over ${steps} training steps: %s`, async (engine) => {
		const backend = await restartOn({ engine, threads: 2 });
		const { step, dispose } = tinyTraining();
		const train = async (count: number) => {
			for (let i = 0; i < count; i++) {
				expect(Number.isFinite(step())).toBe(true);
				if (i % round === round - 1) await setImmediate();
			}
		};
		await train(warmUp);
		const before = { tensors: tf.memory(), engine: backend.engineMemory(), resident: await residentBytes() };
		await train(steps - warmUp);
		expect(tf.memory()).toEqual(before.tensors);
		expect(backend.engineMemory()).toEqual(before.engine);
		expect((await residentBytes()) - before.resident).toBeLessThan(slack);
		dispose();
	});

	it.each(engines)(
		'is refused where there is not so much, by bytes and the largest tensors: %s',
		async (engine) => {
			const backend: SimdBackend = await restartOn({ engine, threads: 2 });
			const sizes = [1000, 7000, 3000, 5000, 2000, 6000, 4000];
			const living = sizes.map((size) => tf.tidy(() => gelu(tf.ones([size, 16]))));
			const column = tf.tidy(() => gelu(tf.ones([2 ** 20, 1])));
			const { bytesInUse } = backend.engineMemory();
			const row = tf.zeros([1, 2 ** 22]);
			const ask = () => linear(column as tf.Tensor2D, row as tf.Tensor2D);
			expect(ask).toThrow(SimdError);
			expect(ask).toThrow(
				/no room for 16777216 MiB more \(17592186044416 bytes\): \d+ MiB of the \d+ MiB of /,
			);
			const largest = [7000, 6000, 5000].map((size) => `float32 \\[${size}, 16\\] \\(${size * 64} bytes\\)`);
			expect(ask).toThrow(new RegExp(`float32 \\[1048576, 1\\] \\(4194304 bytes\\), ${largest.join(', ')}`));
			row.dispose();
			expect(backend.engineMemory().bytesInUse).toBe(bytesInUse);
			const { step, dispose } = tinyTraining();
			expect(Number.isFinite(step())).toBe(true);
			dispose();
			tf.dispose([...living, column]);
		},
	);
});
