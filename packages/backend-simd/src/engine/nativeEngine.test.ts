import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nativeInstructionSets } from './nativeAddon.ts';
import { NativeEngine } from './nativeEngine.ts';
import { SimdError } from './simdError.ts';
import { startEngine } from './startEngine.ts';

// Without a C++ compiler there are no native kernels; where everything must be tested there is one.
const without = nativeInstructionSets().length === 0 && !process.env.CI;

describe.skipIf(without)('NativeEngine', () => {
	let engine: NativeEngine;
	beforeAll(() => {
		engine = NativeEngine.create({ threads: 2 });
	});
	afterAll(() => engine.dispose());

	it('says what it is', () => {
		const [widest] = nativeInstructionSets();
		expect(engine.description).toBe(`native ${widest}, 2 threads`);
	});

	it('gives the same after thousands of short runs, and with more and fewer threads', async () => {
		const length = 20_000;
		const block = engine.allocate(length * 4);
		expect(block % 64).toBe(0);
		for (const threads of [1, 3, 2]) {
			await engine.setThreads(threads);
			expect(engine.threads).toBe(threads);
			for (let run = 0; run < 3000; run++) {
				engine.run('fill', [block, length, run]);
				const values = engine.floats(block, length);
				if (values[0] !== run || values[length - 1] !== run) throw new Error(`run ${run} missed some`);
			}
		}
		expect(engine.floats(block, length).every((value) => value === 2999)).toBe(true);
		engine.free(block);
	});

	it('has its memory beside that of another engine', () => {
		const other = NativeEngine.create({ threads: 1 });
		const [a, b] = [engine.allocate(4), other.allocate(4)];
		engine.floats(a, 1)[0] = 1;
		other.floats(b, 1)[0] = 2;
		expect(engine.floats(a, 1)[0]).toBe(1);
		expect(engine.owns(engine.floats(a, 1).buffer)).toBe(true);
		expect(engine.owns(other.floats(b, 1).buffer)).toBe(false);
		engine.free(a);
		other.free(b);
		other.dispose();
	});

	it('counts what is in use, and takes the same pages again', () => {
		const before = engine.memory();
		for (let round = 0; round < 20; round++) {
			const blocks = [3_000_000, 70_000, 64].map((bytes) => engine.allocate(bytes));
			for (const block of blocks) engine.free(block);
		}
		expect(engine.memory().bytesInUse).toBe(before.bytesInUse);
		expect(engine.memory().reservedBytes).toBeLessThanOrEqual(before.reservedBytes + 2 ** 24);
	});

	it('refuses more memory than there is in one sentence, and lives on', () => {
		expect(() => engine.allocate(2 ** 50)).toThrow(SimdError);
		expect(() => engine.allocate(2 ** 50)).toThrow(
			/no room for 1073741824 MiB more \(1125899906842624 bytes\): \d+ MiB of the \d+ MiB of this machine's memory/,
		);
		engine.free(engine.allocate(1024));
	});

	it('refuses kernels and instruction sets that do not exist', () => {
		expect(() => engine.run('nothing', [])).toThrow("no kernel 'nothing'");
		expect(() => NativeEngine.create({ instructionSet: 'MMX' })).toThrow('does not run MMX; it runs');
	});
});

describe.skipIf(without)('startEngine', () => {
	it.each([
		['native', /^native /],
		['wasm', /^WebAssembly /],
		[undefined, /^native /],
	] as const)('starts %s', async (engine, description) => {
		const started = await startEngine({ threads: 1, ...(engine && { engine }) });
		expect(started.description).toMatch(description);
		started.dispose();
	});
});
