import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CheckpointError } from '../checkpointError.ts';
import { encodeSafetensors } from '../encodeSafetensors.ts';
import { readSafetensors } from '../readSafetensors.ts';
import { readWeights } from '../readWeights.ts';
import { engineText } from '../testing/engineText.ts';
import { pickle, storage, tensor } from '../testing/pickleText.ts';
import { type Misbehaviour, startWeightsServer, type WeightsServer } from '../testing/weightsServer.ts';
import { torchZip } from '../testing/zipOf.ts';
import { readTorchCheckpoint } from '../torch/readTorchCheckpoint.ts';

/** Larger than what one request asks for. */
const LENGTH = 1_500_000;
const values = Float32Array.from({ length: LENGTH }, (_, i) => i % 1000);
const small = { shape: [2], values: Float32Array.of(1, 2) };
const file = encodeSafetensors([
	['large', { shape: [LENGTH], values }],
	['larger', { shape: [LENGTH], values }],
	['small', small],
]);
const torch = torchZip(pickle(tensor([LENGTH], [1], 0, storage(LENGTH))), {
	0: new Uint8Array(values.buffer),
});

let server: WeightsServer;
beforeAll(async () => {
	server = await startWeightsServer();
});
afterAll(() => server.close());

async function refusal(how: Misbehaviour): Promise<string> {
	server.serve(file, how);
	const error = await readSafetensors(server.url).catch((cause: unknown) => cause);
	expect(error).toBeInstanceOf(CheckpointError);
	const { message } = error as CheckpointError;
	expect(message).toMatch(/^safetensors file http:\/\/127\.0\.0\.1:\d+\/weights\.file: /);
	expect(message).not.toMatch(/secret/);
	expect(message).not.toMatch(engineText);
	return message;
}

describe.each([
	['in parts', {}],
	['in one stream', { noRanges: true }],
	['in one stream of unknown length', { noRanges: true, noLength: true }],
	['in one stream where the range is hidden', { hideRange: true }],
] as const)('a file that comes %s', (kind, how) => {
	beforeEach(() => server.serve(file, how));

	it('is read whole, with progress that rises to its size', async () => {
		const seen: [number, number | undefined][] = [];
		const checkpoint = await readSafetensors(server.url, {
			onProgress: (done, total) => seen.push([done, total]),
		});
		expect([...checkpoint.keys()]).toEqual(['large', 'larger', 'small']);
		expect(checkpoint.get('larger')!.values).toEqual(values);
		expect(checkpoint.get('small')!.values).toEqual(small.values);
		const done = seen.map(([bytes]) => bytes);
		expect(done).toEqual(done.toSorted((a, b) => a - b));
		expect(done.at(-1)).toBe(file.length);
		expect(new Set(done).size).toBe(done.length);
		expect(seen.every(([, total]) => total === ('noLength' in how ? undefined : file.length))).toBe(true);
		expect(server.ranges.length).toBe(kind === 'in parts' ? 3 : kind.endsWith('hidden') ? 2 : 1);
	});

	it('is read as PyTorch wrote it', async () => {
		server.serve(torch, how);
		expect((await readTorchCheckpoint(server.url)).get('w')!.values).toEqual(values);
	});

	it('is compared with its hash, and asked for once', async () => {
		const hash = Buffer.from(await crypto.subtle.digest('SHA-256', file.slice())).toString('hex');
		expect((await readWeights(server.url, { sha256: hash.toUpperCase() })).size).toBe(3);
		expect(server.ranges).toEqual([undefined]);
		const wrong = readSafetensors(server.url, {
			sha256: hash.replace(/./, (digit) => (digit === '0' ? '1' : '0')),
		});
		await expect(wrong).rejects.toThrow(CheckpointError);
		await expect(wrong).rejects.toThrow(new RegExp(`its sha256 is ${hash}, not .*damaged`));
	});
});

describe('servers that do not give the file', () => {
	it('another status', async () => expect(await refusal({ status: 404 })).toMatch(/answered 404 Not Found$/));
	it('another status later', async () =>
		expect(await refusal({ laterStatus: 500 })).toMatch(/answered 500 where a part/));
	it('another version later', async () =>
		expect(await refusal({ laterTag: '"2"' })).toMatch(/changed on the server/));
	it('another size later', async () =>
		expect(await refusal({ laterRange: 'bytes 0-9/10' })).toMatch(/changed on the server/));
	it('another part later', async () =>
		expect(await refusal({ laterRange: `bytes 0-9/${file.length}` })).toMatch(
			/bytes 0-9 where \d+-\d+ were asked/,
		));
	it('a range that is none', async () =>
		expect(await refusal({ laterRange: 'bytes x' })).toMatch(/with the range "bytes x"/));
	it('half a part', async () =>
		expect(await refusal({ breakAfter: 1000 })).toMatch(/truncated: .* \d+ of 4194304 bytes/));
	it('half a file', async () =>
		expect(await refusal({ noRanges: true, breakAfter: 1000 })).toMatch(
			new RegExp(`truncated: .* ${file.length} bytes`),
		));
	it('half a file of unknown length', async () =>
		expect(await refusal({ noRanges: true, noLength: true, breakAfter: 1000 })).toMatch(/truncated/));
	it('a file that is shorter than its header says', async () => {
		server.serve(file.subarray(0, 5_000_000));
		await expect(readSafetensors(server.url)).rejects.toThrow(
			/beyond the \d+ bytes of data: the file is truncated/,
		);
	});
	it('nobody there', () =>
		expect(readSafetensors(new URL('http://127.0.0.1:1/w'))).rejects.toThrow(
			/^safetensors file http:\/\/127.0.0.1:1\/w: the server cannot be reached$/,
		));
	it('a protocol of its own', () =>
		expect(readSafetensors(new URL('ftp://a/w'))).rejects.toThrow(/URLs of ftp: are not read/));
});

describe('a signal', () => {
	const reason = new Error('enough');

	it('that came before stops it before it asks', async () => {
		server.serve(file);
		await expect(readSafetensors(server.url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
		expect(server.ranges).toEqual([]);
	});

	it.each([{}, { noRanges: true }, { stall: true }])('stops it on the way: %o', async (how) => {
		server.serve(file, how);
		const control = new AbortController();
		const onProgress = (): void => control.abort(reason);
		await expect(readSafetensors(server.url, { signal: control.signal, onProgress })).rejects.toBe(reason);
	});

	it('stops the reading of bytes too', async () => {
		const control = new AbortController();
		const onProgress = (): void => control.abort(reason);
		await expect(readSafetensors(file, { signal: control.signal, onProgress })).rejects.toBe(reason);
	});
});

it('what the caller throws comes back as it is', async () => {
	const own = new TypeError('mine');
	const onProgress = (): void => {
		throw own;
	};
	await expect(readSafetensors(file, { onProgress })).rejects.toBe(own);
});
