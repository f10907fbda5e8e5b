import * as tf from '@tensorflow/tfjs';
import { gelu, linear, useBackend } from '@unetr/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import '../index.ts';
import type { SimdBackend } from './simdBackend.ts';

const backend = () => tf.backend() as SimdBackend;
const bytesInUse = () => backend().engineMemory().bytesInUse;

describe('SimdBackend', () => {
	beforeAll(() => useBackend('simd', { threads: 2 }), 120_000);

	it('gives values that stay when the memory is used again', () => {
		const x = gelu(tf.ones([64]));
		const values = x.dataSync();
		const before = Float32Array.from(values);
		x.dispose();
		const other = gelu(tf.fill([64], 5));
		expect(values).toEqual(before);
		expect(values.buffer).toBeInstanceOf(ArrayBuffer);
		other.dispose();
	});

	it('does not let a write to read values reach the tensor', async () => {
		const x = gelu(tf.ones([4]));
		const expected = x.arraySync();
		x.dataSync().fill(9);
		(await x.data()).fill(9);
		expect(x.arraySync()).toEqual(expected);
		x.dispose();
	});

	it('keeps a contiguous slice when its source is gone', () => {
		const x = tf.tidy(() => gelu(tf.range(0, 1000)));
		const parts = tf.split(x, 2);
		const expected = parts[1]!.arraySync();
		x.dispose();
		const noise = gelu(tf.fill([1000], -3));
		expect(parts[1]!.arraySync()).toEqual(expected);
		tf.dispose([parts, noise]);
	});

	it('keeps what a cpu kernel returns as a view of its input', () => {
		const x = tf.tidy(() => gelu(tf.range(0, 64)));
		const backed = backend();
		const { values } = (backed.data as unknown as { get(id: object): { values: Float32Array } }).get(
			x.dataId,
		);
		const info = backed.makeTensorInfo([8], 'float32', values.subarray(0, 8));
		x.dispose();
		tf.dispose(gelu(tf.fill([64], -3)));
		expect(backed.readSync(info.dataId)).toEqual(new Float32Array(values.length > 0 ? expectedGelu(8) : []));
		backed.disposeData(info.dataId);
	});

	it('gives memory back when tensors are disposed', () => {
		const before = bytesInUse();
		const tensors = tf.memory().numTensors;
		const x = tf.randomUniform([100, 32], -1, 1, 'float32', 3);
		const y = tf.tidy(() => gelu(linear(x, tf.ones([32, 64]))));
		expect(bytesInUse()).toBeGreaterThan(before);
		tf.dispose([x, y]);
		expect(bytesInUse()).toBe(before);
		expect(tf.memory().numTensors).toBe(tensors);
	});

	it('says so when memory is exhausted, leaves nothing behind and lives on', () => {
		const x = tf.tidy(() => gelu(tf.zeros([2 ** 20, 1])));
		const before = bytesInUse();
		expect(() => linear(x, tf.zeros([1, 2 ** 22]))).toThrow(/no room for \d+ MiB more/);
		tf.dispose(x);
		expect(bytesInUse()).toBeLessThan(before + 2 ** 25);
		const y = gelu(tf.ones([3]));
		expect(y.dataSync()[2]).toBeCloseTo(0.841345, 5);
	});

	it('takes tensors that were made on another backend', async () => {
		await useBackend('cpu');
		const x = tf.tensor1d([0, 1, -1]);
		await useBackend('simd');
		const y = gelu(x).arraySync() as number[];
		[0, 0.841345, -0.158655].forEach((value, index) => {
			expect(y[index]).toBeCloseTo(value, 5);
		});
	});

	it('runs what has no kernel of its own on the same memory', () => {
		const x = gelu(tf.tensor2d([1, 2, 3, 4], [2, 2]));
		const softened = tf.softmax(x).arraySync() as number[][];
		for (const row of softened) expect(row[0]! + row[1]!).toBeCloseTo(1, 6);
		const again = gelu(tf.cumsum(x, 1));
		expect(again.shape).toEqual([2, 2]);
	});

	it('refuses to start with another file once it runs', async () => {
		await expect(useBackend('simd', { wasmUrl: 'file:///elsewhere/' })).rejects.toThrow('runs already');
	});

	it('keeps its threads where none are asked for, and refuses an option that it does not know', async () => {
		await useBackend('simd', { threads: 1 });
		await useBackend('simd');
		expect(backend().engine.threads).toBe(1);
		await expect(useBackend('simd', { thread: 2 })).rejects.toThrow("no option 'thread'");
	});
});

/** gelu(0), gelu(1), … by tfjs's own ops. */
function expectedGelu(length: number): number[] {
	return tf.tidy(() => Array.from(gelu(tf.range(0, length)).dataSync()));
}
