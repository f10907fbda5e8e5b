import * as tf from '@tensorflow/tfjs';
import { useBackend } from '@unetr/ops';
import { afterEach, describe, expect, it, vi } from 'vitest';
import '../index.ts';
import type { SimdBackend } from '../backend/simdBackend.ts';
import { SimdError } from './simdError.ts';
import { startEngine } from './startEngine.ts';
import { WasmEngine } from './wasmEngine.ts';

const { arch } = process;
const withArch = (value: string) => Object.defineProperty(process, 'arch', { value, configurable: true });

describe('an engine that cannot start as asked', () => {
	afterEach(() => {
		withArch(arch);
		vi.restoreAllMocks();
	});

	it('gives way to WebAssembly where there are no native kernels, and says so once', async () => {
		const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
		withArch('abacus');
		for (let start = 0; start < 2; start++) {
			const engine = await startEngine({ threads: 1 });
			expect(engine.description).toMatch(
				/^WebAssembly .*, 1 thread \(there are no native kernels for \w+-abacus\)$/,
			);
			engine.dispose();
		}
		expect(warn.mock.calls).toEqual([
			[`simd backend: there are no native kernels for ${process.platform}-abacus, so WebAssembly is used`],
		]);
	});

	it('is refused where it was asked for by name', async () => {
		withArch('abacus');
		await expect(startEngine({ engine: 'native' })).rejects.toThrow('there are no native kernels for');
	});

	it('tells why to who asked for it by useBackend', async () => {
		withArch('abacus');
		await expect(useBackend('simd', { engine: 'native' })).rejects.toThrow(
			`there are no native kernels for ${process.platform}-abacus`,
		);
		const wasmUrl = 'file:///nowhere/';
		await expect(useBackend('simd', { engine: 'wasm', wasmUrl })).rejects.toThrow(
			/cannot read its kernels from file:\/\/\/nowhere\/kernels(-relaxed)?\.wasm/,
		);
		await useBackend('simd', { threads: 1, engine: 'wasm' });
		expect((tf.backend() as SimdBackend).engine.description).toMatch(/^WebAssembly .*, 1 thread$/);
	});

	it('says which worker does not start, and leaves a running engine as it is', async () => {
		const engine = await WasmEngine.create({ threads: 1 });
		const broken = () => {
			throw new SimdError('no worker today');
		};
		await expect(engine.setThreads(2, broken)).rejects.toThrow('no worker today');
		expect(engine.threads).toBe(1);
		await engine.setThreads(2);
		expect(engine.threads).toBe(2);
		engine.dispose();
	});
});

describe('useBackend refuses for simd', () => {
	it.each([
		[{ threads: 0 }, 'threads must be a whole number from 1 to 256, but it is 0'],
		[{ threads: 1.5 }, 'threads must be a whole number from 1 to 256, but it is 1.5'],
		[{ threads: 'many' }, "threads must be a whole number from 1 to 256, but it is 'many'"],
		[{ threads: Number.NaN }, 'threads must be a whole number from 1 to 256, but it is NaN'],
		[{ threads: null }, 'threads must be a whole number from 1 to 256, but it is null'],
		[{ engine: 'gpu' }, "engine must be 'native' or 'wasm', but it is 'gpu'"],
		[
			{ wasmUrl: 'kernels' },
			"wasmUrl must be the address of a folder, such as 'https://…/', but it is 'kernels'",
		],
		[{ wasmUrl: 7 }, "wasmUrl must be the address of a folder, such as 'https://…/', but it is 7"],
		[{ worker: 'worker.js' }, "worker must be a function that makes a Worker, but it is 'worker.js'"],
		[{ gpu: true }, "no option 'gpu': it takes threads, engine, wasmUrl, worker"],
	])('%j', async (options, message) => {
		const before = tf.getBackend();
		const refused = useBackend('simd', options as Record<string, unknown>);
		await expect(refused).rejects.toThrow(SimdError);
		await expect(refused).rejects.toThrow(message);
		expect(tf.getBackend()).toBe(before);
	});
});
