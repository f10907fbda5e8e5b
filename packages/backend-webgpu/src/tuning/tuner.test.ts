import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { conv3d, useBackend, variableGrads } from '@unetr/ops';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { WebGpuBackend } from '../backend/webGpuBackend.ts';
import { startNodeGpu } from '../device/startNodeGpu.ts';
import { hasGpu, useSoftwareGpu } from '../testing/softwareGpu.ts';
import { timeVariants } from './timeVariants.ts';

vi.mock('./timeVariants.ts', { spy: true });

let cache: string;

beforeEach(async () => {
	cache = await mkdtemp(join(tmpdir(), 'unetr-tiles-'));
	vi.stubEnv('XDG_CACHE_HOME', cache);
	vi.stubEnv('LOCALAPPDATA', cache);
});

afterEach(async () => {
	vi.unstubAllEnvs();
	vi.resetAllMocks();
	vi.restoreAllMocks();
	if (hasGpu) await useBackend('webgpu', { tuning: undefined });
	await rm(cache, { recursive: true });
});

/** A backend that begins anew, as in another process. */
async function begin(tuning: boolean): Promise<WebGpuBackend> {
	await startNodeGpu();
	await useBackend('webgpu', { tuning: !tuning });
	await useBackend('webgpu', { tuning });
	return tf.backend() as WebGpuBackend;
}

const folder = (): string => join(cache, 'unetr', 'webgpu-tiles');

/** A convolution and its gradient by the filter. */
function step(): tf.Tensor {
	const x = tf.randomUniform([1, 8, 9, 10, 8], -1, 1, 'float32', 1);
	const filter = tf.variable(tf.randomUniform([3, 3, 3, 8, 12], -1, 1, 'float32', 2));
	const { grads, value } = variableGrads(() => tf.sum(tf.square(conv3d(x, filter, { pad: 1 }))), [filter]);
	filter.dispose();
	return tf.div(grads[filter.name]!, value);
}

/** A product alone, which few tiles suit. */
const product = (): tf.Tensor => tf.matMul(tf.ones([20, 8]), tf.ones([8, 12]));

const valuesOf = async (): Promise<tf.TypedArray> => {
	const y = tf.tidy(step);
	const values = await y.data();
	y.dispose();
	return values;
};

describe.skipIf(!hasGpu)('a backend that tunes', () => {
	it('measures each product once, keeps it beside other adapters and uses it', async () => {
		const backend = await begin(true);
		const progress: number[][] = [];
		const tensors = tf.memory().numTensors;
		await backend.warmUp(product, (done, total) => progress.push([done, total]));
		expect(backend.tuner!.size).toBe(1);
		expect(progress.at(-1)![0]).toBe(progress.at(-1)![1]);
		expect(tf.memory().numTensors).toBe(tensors);

		const [file] = await readdir(folder());
		expect(file).toMatch(/swiftshader.*\.json$/);
		const { tiles } = JSON.parse(await readFile(join(folder(), file!), 'utf8'));
		expect(Object.values(tiles)).toEqual([expect.stringMatching(/^\d+x\d+\/[48]$/)]);

		const again = await begin(true);
		expect(again.tuner!.size).toBe(1);
		await again.warmUp(product);
		expect(again.pipelines.size).toBe(1);
		expect(timeVariants).toHaveBeenCalledTimes(1);
	});

	it('computes the same in every choice', async () => {
		vi.mocked(timeVariants).mockResolvedValue(new Map([['64x64/4', 1]]));
		await begin(false);
		const expected = await valuesOf();
		const backend = await begin(true);
		await backend.warmUp(step);
		const [file] = await readdir(folder());
		const path = join(folder(), file!);
		const kept = JSON.parse(await readFile(path, 'utf8'));
		for (const name of ['32x16/4', '256x16/8', '9x9/9']) {
			const tiles = Object.fromEntries(Object.keys(kept.tiles).map((key) => [key, name]));
			await writeFile(path, JSON.stringify({ tiles }));
			await begin(true);
			const actual = await valuesOf();
			for (const [index, value] of actual.entries()) expect(value).toBeCloseTo(expected[index]!, 6);
		}
	});

	it.each(['{"tiles": {"conv3d.wgsl', '{"tiles": {"a": 3}}', 'null'])(
		'leaves a damaged file alone, with one line, until it measures again: %s',
		async (text) => {
			vi.mocked(timeVariants).mockResolvedValue(new Map([['64x64/4', 1]]));
			const backend = await begin(true);
			await backend.warmUp(product);
			const [file] = await readdir(folder());
			await writeFile(join(folder(), file!), text);
			const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
			const next = await begin(true);
			expect(warned.mock.calls.map(([line]) => line)).toEqual([
				`tiles measured for ${next.adapterName} before cannot be read, and are measured again`,
			]);
			expect(next.tuner!.size).toBe(0);
			await next.warmUp(product);
			expect(JSON.parse(await readFile(join(folder(), file!), 'utf8')).tiles).toBeDefined();
			expect(await readdir(folder())).toEqual([file]);
		},
	);

	it('uses what it measured though no place keeps it', async () => {
		const occupied = join(cache, 'occupied');
		await writeFile(occupied, '');
		vi.mocked(timeVariants).mockResolvedValue(new Map([['64x64/4', 1]]));
		const backend = await begin(true);
		vi.stubEnv('XDG_CACHE_HOME', occupied);
		vi.stubEnv('LOCALAPPDATA', occupied);
		const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
		await backend.warmUp(product);
		expect(warned.mock.calls[0]![0]).toMatch(/^tiles measured for .* cannot be kept for the next time: /);
		expect(backend.tuner!.size).toBe(1);
	});

	it('is not one of a software adapter unless asked for', async () => {
		const backend = await useSoftwareGpu();
		expect(backend.tuner).toBeUndefined();
	});
});
