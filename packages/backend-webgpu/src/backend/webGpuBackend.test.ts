import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import { conv3d, gelu, leakyRelu, useBackend } from '@unetr/ops';
import { describe, expect, it } from 'vitest';
import { DeviceFailures } from '../device/deviceFailures.ts';
import { WebGpuError } from '../device/webGpuError.ts';
import { defineShader } from '../shader/shader.ts';
import { hasGpu, useSoftwareGpu } from '../testing/softwareGpu.ts';
import type { WebGpuBackend } from './webGpuBackend.ts';

const helper = { file: 'helper.wgsl', source: 'fn twice(x: f32) -> f32 {\n\treturn x * two;\n}\n' };
const broken = defineShader(
	'broken.wgsl',
	'@group(0) @binding(0) var<storage, read_write> y: array<f32>;\n@compute @workgroup_size(1)\nfn main() { y[0] = twice(1); }\n',
	[helper],
);

describe.skipIf(!hasGpu)('WebGpuBackend', () => {
	it('names the file and the line of a shader that does not compile', async () => {
		const backend = await useSoftwareGpu();
		backend.runKernel('broken', () => {
			const y = backend.output([1]);
			backend.run(broken, { tensors: { y }, workgroups: [1, 1, 1] });
			return undefined;
		});
		const failure = await backend.finish().catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(WebGpuError);
		expect((failure as WebGpuError).problem).toBe('shader');
		expect((failure as WebGpuError).message).toMatch(/^helper\.wgsl:2:13: .*two/);
		await backend.finish(); // a failure is told once
	});

	it('tells at the next read what the device refused', async () => {
		const backend = await useSoftwareGpu();
		const y = leakyRelu(tf.tensor1d([1, -1]), 0.5);
		backend.device.createBuffer({ size: 16, usage: GPUBufferUsage.MAP_READ | GPUBufferUsage.STORAGE });
		await expect(y.data()).rejects.toThrow(/^the GPU refused a call: /);
		expect([...(await y.data())]).toEqual([1, -0.5]);
	});

	it('compiles each pipeline once', async () => {
		const backend = await useSoftwareGpu();
		const run = (length: number) => leakyRelu(tf.ones([length]), 0.25).data();
		await run(4);
		const { size } = backend.pipelines;
		await run(8);
		expect(backend.pipelines.size).toBe(size);
	});

	it('compiles ahead with progress, and computes nothing meanwhile', async () => {
		const backend = await useSoftwareGpu();
		const x = tf.ones([1, 2, 2, 2, 3]);
		const run = () => gelu(conv3d(x, tf.ones([1, 1, 1, 3, 2])));
		const before = backend.pipelines.size;
		const progress: number[][] = [];
		await backend.warmUp(
			() => void run(),
			(done, total) => progress.push([done, total]),
		);
		expect(progress).toEqual([
			[1, 2],
			[2, 2],
		]);
		expect(backend.pipelines.size).toBe(before + 2);
		const y = await run().data();
		expect(backend.pipelines.size).toBe(before + 2);
		expect(y[0]).toBeCloseTo(2.99595, 4); // gelu(3)
	});

	it('refuses a tensor that no adapter of its limits can bind, by op and shape', async () => {
		await useSoftwareGpu();
		await useBackend('webgpu', { limits: { maxStorageBufferBindingSize: 2 ** 27 } });
		expect((tf.backend() as WebGpuBackend).largestTensorBytes).toBe(2 ** 27);
		const x = tf.tensor(new Float32Array(2 ** 25 + 4), [1, 1, 1, 2 ** 23 + 1, 4]);
		expect(() => leakyRelu(x, 0.1)).toThrow(
			/^leakyRelu: a tensor of shape \[1, 1, 1, 8388609, 4\] takes 128.0 MiB, but .* binds at most 128.0 MiB \(33554432 values\)/,
		);
		x.dispose();
		await useBackend('webgpu', { limits: {} });
	});

	it('says that the device was lost, and starts again in the same process', async () => {
		const backend = await useSoftwareGpu();
		const x = leakyRelu(tf.tensor1d([1, -2, 3]), 0.5);
		backend.device.destroy();
		const failure = await x.data().catch((error: unknown) => error);
		expect((failure as WebGpuError).problem).toBe('lost');
		expect((failure as WebGpuError).message).toMatch(/^the GPU was lost .*call useBackend\('webgpu'\)/);
		expect(() => leakyRelu(x, 0.5)).toThrow('the GPU was lost');
		const next = await useSoftwareGpu();
		expect(next).not.toBe(backend);
		expect([...(await leakyRelu(tf.tensor1d([1, -2]), 0.5).data())]).toEqual([1, -1]);
	});

	it('refuses to read at once where there is no canvas to do it by', async () => {
		await useSoftwareGpu();
		const y = leakyRelu(tf.tensor1d([1, -2]), 0.5);
		expect(() => y.dataSync()).toThrow(/use await data\(\)/);
	});

	it('refuses options that it does not have', async () => {
		await expect(useBackend('webgpu', { threads: 2 })).rejects.toThrow(
			"the webgpu backend has no option 'threads': it takes powerPreference, adapter, limits",
		);
		await expect(useBackend('webgpu', { powerPreference: 'most' })).rejects.toThrow(WebGpuError);
	});

	it('profiles kernels of its own and of tfjs', async () => {
		const backend = await useSoftwareGpu();
		const rows = await backend.profile(() => {
			tf.tidy(() => {
				tf.square(leakyRelu(tf.ones([5000]), 0.25));
			});
		});
		const names = rows.map(({ kernel }) => kernel);
		expect(names).toContain('leakyRelu.wgsl');
		expect(names.some((name) => name.startsWith('tfjs:'))).toBe(true);
		expect(rows.find(({ kernel }) => kernel === 'leakyRelu.wgsl')).toMatchObject({ calls: 1, bytes: 40_000 });
	});
});

describe('failures of a device', () => {
	it('are typed: no memory left', () => {
		class OutOfMemory extends Error {}
		Object.assign(globalThis, { GPUOutOfMemoryError: OutOfMemory });
		const device = Object.assign(new EventTarget(), { lost: new Promise(() => {}) });
		const failures = new DeviceFailures(device as unknown as GPUDevice);
		const event = Object.assign(new Event('uncapturederror'), { error: new OutOfMemory('4 GB asked for') });
		device.dispatchEvent(event);
		expect(() => failures.throwIfAny()).toThrow('the GPU has no memory left');
	});
});

describe('startNodeGpu', () => {
	it('says what was looked for where there is no adapter', async () => {
		const start = new URL('../device/startNodeGpu.ts', import.meta.url).href;
		const script = `const { startNodeGpu } = await import('${start}'); await startNodeGpu().catch(({ message }) => console.log(message));`;
		const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
			env: { ...process.env, VK_ICD_FILENAMES: '/nowhere/driver.json' },
		});
		expect(stdout).toMatch(/^Dawn found no GPU: it looked for Vulkan.*\/nowhere\/driver\.json/);
	});
});
