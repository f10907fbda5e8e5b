import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckpointError } from './checkpointError.ts';
import { encodeSafetensors, type TensorToWrite } from './encodeSafetensors.ts';
import { readSafetensors } from './readSafetensors.ts';
import { writeSafetensors } from './writeSafetensors.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

const values = fc.oneof(
	fc.float32Array(),
	fc.float64Array(),
	fc.int8Array(),
	fc.uint8Array(),
	fc.int16Array(),
	fc.uint16Array(),
	fc.int32Array(),
	fc.uint32Array(),
);
const name = fc.string({ unit: 'grapheme' }).filter((text) => text !== '__metadata__');

it('reads back what it wrote, names of any kind included', async () => {
	const cases = fc.tuple(fc.array(fc.tuple(name, values)), fc.dictionary(fc.string(), fc.string()));
	await fc.assert(
		fc.asyncProperty(cases, async ([entries, metadata]) => {
			const tensors = new Map<string, TensorToWrite>(
				entries.map(([key, array]) => [key, { shape: [array.length], values: array }]),
			);
			const back = await readSafetensors(encodeSafetensors(tensors, { metadata }));
			expect(back.size).toBe(tensors.size);
			for (const [key, tensor] of tensors) expect(back.get(key)!.values).toEqual(tensor.values);
			expect([...back.metadata]).toEqual(Object.entries(metadata));
		}),
		{ seed: 1 },
	);
});

it('lays tensors widest type first on aligned offsets', () => {
	const bytes = encodeSafetensors([
		['a', { shape: [3], values: Uint8Array.of(1, 2, 3) }],
		['b', { shape: [1], values: Float32Array.of(1.5) }],
		['c', { shape: [], values: Float64Array.of(0.1) }],
	]);
	const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
	expect(length % 8).toBe(0);
	expect(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length)))).toEqual({
		c: { dtype: 'F64', shape: [], data_offsets: [0, 8] },
		b: { dtype: 'F32', shape: [1], data_offsets: [8, 12] },
		a: { dtype: 'U8', shape: [3], data_offsets: [12, 15] },
	});
});

it('writes booleans and whole numbers as the types they are', async () => {
	const back = await readSafetensors(
		encodeSafetensors([
			['flag', { dtype: 'BOOL', shape: [2], values: Uint8Array.of(1, 0) }],
			['step', { dtype: 'I64', shape: [1], values: Float64Array.of(-(2 ** 53) + 1) }],
		]),
	);
	expect(back.get('flag')!.dtype).toBe('BOOL');
	expect(back.get('step')).toEqual({ dtype: 'I64', shape: [1], values: Float64Array.of(-(2 ** 53) + 1) });
});

it('writes halves, and reads a tensor when its turn comes', async () => {
	const path = join(folder, 'deferred.safetensors');
	const [weight, half] = [Float32Array.of(1 / 3, -2), Float32Array.of(1 / 3, 70000)];
	const [read, seen] = [[] as string[], [] as number[]];
	const deferred = (name: string, tensor: TensorToWrite) => ({
		dtype: tensor.dtype!,
		shape: tensor.shape,
		read: async () => {
			read.push(name);
			return tensor.values;
		},
	});
	const now: [string, TensorToWrite][] = [
		['half', { dtype: 'F16', shape: [2], values: half }],
		['brain', { dtype: 'BF16', shape: [2], values: half }],
		['weight', { dtype: 'F32', shape: [2], values: weight }],
	];
	const later = now.map(([name, tensor]) => [name, deferred(name, tensor)] as const);
	await writeSafetensors(path, later, { onProgress: (done) => seen.push(done) });
	expect(read).toEqual(['weight', 'half', 'brain']);
	const bytes = await readFile(path);
	expect(Buffer.compare(bytes, encodeSafetensors(now))).toBe(0);
	expect(seen).toEqual([bytes.length - 8, bytes.length - 4, bytes.length]);
	const back = await readSafetensors(path);
	expect(back.get('half')).toEqual({
		dtype: 'F16',
		shape: [2],
		values: Float32Array.of(0x555 * 2 ** -12, Infinity),
	});
	expect(back.get('brain')!.values).toEqual(Float32Array.of(0.333984375, 70144));
	const wrong = { ...deferred('wrong', now[2]![1]), dtype: 'I64' as const };
	await expect(writeSafetensors(path, [['wrong', wrong]])).rejects.toThrow(
		/"wrong" was announced as I64 and gave F32/,
	);
});

it('leaves nothing behind when it is stopped', async () => {
	const path = join(folder, 'stopped.safetensors');
	const stop = new AbortController();
	const one = { shape: [1], values: Float32Array.of(1) };
	const options = { signal: stop.signal, onProgress: () => stop.abort() };
	await expect(writeSafetensors(path, Object.entries({ a: one, b: one }), options)).rejects.toThrow(/abort/);
	expect((await readdir(folder)).filter((file) => file.startsWith('stopped'))).toEqual([]);
});

it('writes byte for byte what an independent writer wrote', async () => {
	const path = fileURLToPath(
		new URL('../../../tooling/fixtures/goldens/losses/losses.safetensors', import.meta.url),
	);
	const checkpoint = await readSafetensors(path);
	expect(checkpoint.size).toBeGreaterThan(10);
	const copy = encodeSafetensors(checkpoint, { metadata: checkpoint.metadata });
	expect(Buffer.compare(copy, await readFile(path))).toBe(0);
});

describe('refusals', () => {
	const one = { shape: [1], values: Float32Array.of(1) };
	it('a shape that does not fit', () =>
		expect(() => encodeSafetensors([['w', { shape: [2], values: Float32Array.of(1) }]])).toThrow(
			/"w" has 1 values, which do not fill its shape \[2\]/,
		));
	it('a name given twice', () =>
		expect(() => encodeSafetensors([...[['w', one] as const], ['w', one]])).toThrow(/given twice/));
	it('the reserved name', () =>
		expect(() => encodeSafetensors([['__metadata__', one]])).toThrow(CheckpointError));
	it('a folder that does not exist, and leaves nothing behind', async () => {
		await expect(writeSafetensors(join(folder, 'no', 'w.safetensors'), [['w', one]])).rejects.toThrow(
			/its folder does not exist/,
		);
		expect(await readdir(folder)).not.toContain('no');
	});
	it('bad tensors, and keeps the file that was there', async () => {
		const path = join(folder, 'kept.safetensors');
		await writeSafetensors(path, [['w', one]]);
		const before = await readFile(path);
		await expect(writeSafetensors(path, [['w', { shape: [9], values: Float32Array.of(1) }]])).rejects.toThrow(
			CheckpointError,
		);
		expect(await readFile(path)).toEqual(before);
		expect((await readdir(folder)).filter((file) => file.startsWith('kept'))).toEqual(['kept.safetensors']);
	});
});
