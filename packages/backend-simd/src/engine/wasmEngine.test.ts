import { afterAll, describe, expect, it } from 'vitest';
import { SimdError } from './simdError.ts';
import { WasmEngine } from './wasmEngine.ts';

describe('WasmEngine', async () => {
	const engine = await WasmEngine.create({ threads: 2 });
	afterAll(() => engine.dispose());

	it('says what it is', () => {
		expect(engine.description).toMatch(/^WebAssembly (relaxed )?SIMD, 2 threads$/);
		expect([2, 4]).toContain(engine.widest);
	});

	it('runs a kernel on all threads', () => {
		const length = 1_000_003;
		const block = engine.allocate(length * 4);
		engine.run('fill', [block, length, 2.5]);
		expect(engine.floats(block, length).every((value) => value === 2.5)).toBe(true);
		engine.free(block);
	});

	it('gives the same after thousands of short runs', () => {
		const block = engine.allocate(20_000 * 4);
		for (let run = 0; run < 5000; run++) {
			engine.run('fill', [block, 20_000, run]);
			expect(engine.floats(block, 20_000)[19_999]).toBe(run);
		}
		engine.free(block);
	});

	it('takes fewer and more threads while it runs', async () => {
		for (const threads of [1, 3, 2]) {
			await engine.setThreads(threads);
			expect(engine.threads).toBe(threads);
			const block = engine.allocate(4 * 100_000);
			engine.run('fill', [block, 100_000, threads]);
			expect(engine.floats(block, 100_000).every((value) => value === threads)).toBe(true);
			engine.free(block);
		}
	});

	it('refuses more memory than there is in one sentence, and lives on', () => {
		expect(() => engine.allocate(2 ** 33)).toThrow(SimdError);
		expect(() => engine.allocate(2 ** 33)).toThrow(
			/no room for 8192 MiB more \(8589934592 bytes\): \d+ MiB of the 4096 MiB of WebAssembly memory are in use/,
		);
		const block = engine.allocate(1024);
		engine.free(block);
	});

	it('refuses a kernel that does not exist', () => {
		expect(() => engine.run('nothing', [])).toThrow("no kernel 'nothing'");
	});

	it('refuses kernels that cannot be read', async () => {
		await expect(WasmEngine.create({ wasmUrl: new URL('file:///nowhere/') })).rejects.toThrow('cannot read');
	});
});
