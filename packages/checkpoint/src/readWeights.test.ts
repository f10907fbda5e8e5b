import { createHash } from 'node:crypto';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { CheckpointError } from './checkpointError.ts';
import { encodeSafetensors } from './encodeSafetensors.ts';
import { readWeights } from './readWeights.ts';
import { pickle, tensor } from './testing/pickleText.ts';
import { bytesOf, torchZip } from './testing/zipOf.ts';

let folder: string;
beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'unetr-weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

const safetensors = encodeSafetensors([['w', { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }]]);
const torch = torchZip(pickle(tensor([2, 2], [2, 1])));
const expected = [['w', { dtype: 'F32', shape: [2, 2], values: Float32Array.of(1, 2, 3, 4) }]];

it('tells the format by the content, whatever the name', async () => {
	for (const [bytes, name] of [
		[safetensors, 'weights.pth'],
		[torch, 'weights.safetensors'],
	] as const) {
		const path = join(folder, name);
		await writeFile(path, bytes);
		for (const source of [path, pathToFileURL(path), bytes, new Blob([bytes.slice()])]) {
			expect([...(await readWeights(source))]).toEqual(expected);
		}
	}
});

it('judges what is neither by its name', async () => {
	const read = (name: string) => readWeights(new File([bytesOf('neither of the two').slice()], name));
	await expect(read('a.safetensors')).rejects.toThrow(/^weights file a.safetensors: the header claims/);
	await expect(read('a.pt')).rejects.toThrow(/^weights file a.pt: it is no PyTorch file/);
	await expect(read('a')).rejects.toThrow(/neither a safetensors nor a PyTorch file/);
});

it('compares the hash of the whole file before anything is returned', async () => {
	const sha256 = createHash('sha256').update(torch).digest('hex');
	expect([...(await readWeights(torch, { sha256 }))]).toEqual(expected);
	const damaged = torch.with(torch.length - 1, 1);
	await expect(readWeights(damaged, { sha256 })).rejects.toThrow(/its sha256 is .*damaged/);
	await expect(readWeights(torch, { sha256: 'abc' })).rejects.toThrow(/64 hexadecimal digits/);
});

it('refuses a file that changed after it was hashed', async () => {
	const path = join(folder, 'changing.pt');
	await writeFile(path, torch);
	const sha256 = createHash('sha256').update(torch).digest('hex');
	let touched: Promise<void> | undefined;
	const onProgress = (): void => {
		touched ??= utimes(path, 1, 1);
	};
	const reading = readWeights(path, { sha256, onProgress });
	await expect(reading).rejects.toThrow(CheckpointError);
	await expect(reading).rejects.toThrow(/changed while it was read/);
	await touched;
});

it('refuses what is no source', async () => {
	await expect(readWeights(7 as unknown as string)).rejects.toThrow(
		/is not a path, a Uint8Array, a Blob or a URL/,
	);
});
