import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from './checkpointError.ts';
import { readSafetensors } from './readSafetensors.ts';

/** A file by hand: any header text, any data. */
function file(header: string, data: Uint8Array): Uint8Array {
	const text = new TextEncoder().encode(header);
	const bytes = new Uint8Array(8 + text.length + data.length);
	new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
	bytes.set(text, 8);
	bytes.set(data, 8 + text.length);
	return bytes;
}

const engineText =
	/Invalid (array|typed array) length|outside the bounds|Maximum call stack|Cannot read properties|allocation failed/;

interface HostileCase {
	file: string;
	path: string;
	format: string;
	fault: string;
	expect: 'ok' | 'error';
	errorShouldMention: string[];
	orValue: unknown;
}

const hostileFolder = fileURLToPath(new URL('../../../tooling/fixtures/hostile/', import.meta.url));
const cases = (JSON.parse(await readFile(`${hostileFolder}manifest.json`, 'utf8')) as HostileCase[])
	.filter(({ format }) => format === 'safetensors')
	.map((hostile) => ({ ...hostile, path: hostileFolder + hostile.file }));

describe('hostile files', () => {
	it('has cases', () => expect(cases.length).toBeGreaterThan(10));
	for (const hostile of cases) {
		it(`${hostile.file}: ${hostile.fault}`, async () => {
			const before = Object.getOwnPropertyNames(Object.prototype);
			const outcomes = await Promise.all([
				readSafetensors(hostile.path).catch((error: unknown) => error),
				readSafetensors(new Uint8Array(await readFile(hostile.path))).catch((error: unknown) => error),
				readSafetensors(new Blob([await readFile(hostile.path)])).catch((error: unknown) => error),
			]);
			expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
			for (const outcome of outcomes) {
				if (hostile.expect === 'error') {
					expect(outcome).toBeInstanceOf(CheckpointError);
					const { message } = outcome as CheckpointError;
					expect(message).not.toMatch(engineText);
					for (const pattern of hostile.errorShouldMention) expect(message).toMatch(new RegExp(pattern, 'i'));
					continue;
				}
				const expected = (hostile.orValue as { tensors: ExpectedTensor[] }).tensors;
				const checkpoint = outcome as Awaited<ReturnType<typeof readSafetensors>>;
				expect([...checkpoint.keys()].toSorted()).toEqual(expected.map(({ name }) => name).toSorted());
				for (const { name, dtype, shape, values } of expected) {
					const tensor = checkpoint.get(name)!;
					expect({ dtype: tensor.dtype, shape: tensor.shape }).toEqual({ dtype, shape });
					const tolerance = dtype === 'BF16' || dtype === 'F16' ? Math.fround : Number;
					expect(Array.from(tensor.values, Number)).toEqual(values.map((value) => tolerance(Number(value))));
				}
			}
			const named = outcomes[0] as Error;
			if (hostile.expect === 'error') expect(named.message).toContain(hostile.path);
		});
	}
});

interface ExpectedTensor {
	name: string;
	dtype: string;
	shape: number[];
	values: (number | string)[];
}

describe('tensors off their natural alignment (MW-04)', () => {
	const data = new Uint8Array(15);
	const view = new DataView(data.buffer);
	data.set([7, 8, 9]);
	view.setFloat32(3, 1.5, true);
	view.setFloat32(7, -2.25, true);
	view.setUint16(11, 0x3e00, true);
	view.setUint16(13, 0x3fc0, true);
	const header =
		'{"u":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},"f":{"dtype":"F32","shape":[2],"data_offsets":[3,11]},' +
		'"h":{"dtype":"F16","shape":[1],"data_offsets":[11,13]},"b":{"dtype":"BF16","shape":[1],"data_offsets":[13,15]}}';

	for (const padding of [0, 1, 2, 3]) {
		it(`reads exact values with ${padding} bytes of padding`, async () => {
			const checkpoint = await readSafetensors(file(header + ' '.repeat(padding), data));
			expect([...checkpoint.get('u')!.values]).toEqual([7, 8, 9]);
			expect([...checkpoint.get('f')!.values]).toEqual([1.5, -2.25]);
			expect([...checkpoint.get('h')!.values]).toEqual([1.5]);
			expect([...checkpoint.get('b')!.values]).toEqual([1.5]);
		});
	}

	it('refuses data_offsets beyond the file with the name of the tensor', async () => {
		const claim = '{"huge":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}}';
		await expect(readSafetensors(file(claim, data))).rejects.toThrow(/"huge".*beyond the 15 bytes/);
	});

	it('refuses a header length beyond the file', async () => {
		const bytes = file(header, data);
		new DataView(bytes.buffer).setBigUint64(0, 99_999_999n, true);
		await expect(readSafetensors(bytes)).rejects.toThrow(CheckpointError);
		await expect(readSafetensors(bytes)).rejects.toThrow(/header claims 99999999 bytes/);
	});
});

describe('what it says of files that are not there or not whole', () => {
	it('a missing path', () =>
		expect(readSafetensors('/nowhere/weights.safetensors')).rejects.toThrow(
			/^safetensors file \/nowhere\/weights.safetensors: cannot be opened: there is no such file$/,
		));
	it('a folder', () => expect(readSafetensors('/')).rejects.toThrow(/it is a folder/));
	it('no bytes', () => expect(readSafetensors(new Uint8Array(0))).rejects.toThrow(/truncated/));
	it('a header over 100 MB, by its claim alone', async () => {
		const bytes = new Uint8Array(8);
		new DataView(bytes.buffer).setBigUint64(0, 100_000_001n, true);
		await expect(readSafetensors(bytes)).rejects.toThrow(/the format allows 100000000/);
	});
	it('every prefix of a good file', async () => {
		const whole = file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', Uint8Array.of(1, 2));
		for (let length = 0; length < whole.length; length++) {
			await expect(readSafetensors(whole.subarray(0, length))).rejects.toThrow(CheckpointError);
		}
		expect((await readSafetensors(whole)).get('a')!.values).toEqual(Uint8Array.of(1, 2));
	});
});

it('does not alias the bytes it read', async () => {
	const bytes = file('{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]}}', Uint8Array.of(1, 2));
	const checkpoint = await readSafetensors(bytes);
	bytes.fill(0);
	expect([...checkpoint.get('a')!.values]).toEqual([1, 2]);
});

it('keeps 64-bit integers beyond 2^53 exact', async () => {
	const data = new Uint8Array(new BigInt64Array([-(2n ** 60n) - 1n]).buffer);
	const checkpoint = await readSafetensors(
		file('{"n":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}', data),
	);
	expect(checkpoint.get('n')!.values).toEqual(new BigInt64Array([-(2n ** 60n) - 1n]));
});
