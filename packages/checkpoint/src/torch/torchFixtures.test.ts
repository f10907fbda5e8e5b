import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { sharedData } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../checkpointError.ts';
import { readSafetensors } from '../readSafetensors.ts';
import { readTorchCheckpoint } from './readTorchCheckpoint.ts';

interface Fixture {
	readonly file: string;
	readonly options: { readonly key?: string; readonly stripPrefix?: string };
	readonly error?: string;
	readonly tensors?: Record<string, { dtype: string; shape: number[]; values: (number | string)[] }>;
}

// `tooling/fixtures/makeTorch.py` had PyTorch write the files, and wrote down what PyTorch shows of them.
const folder = fileURLToPath(new URL('../../../../tooling/fixtures/torch/', import.meta.url));
const fixtures: readonly Fixture[] = JSON.parse(readFileSync(`${folder}expected.json`, 'utf8'));

const numberOf = (value: number | string): number =>
	typeof value === 'number' ? value : Number(value.replace('inf', 'Infinity'));

describe('files that PyTorch wrote', () => {
	it.each(fixtures)('$file $options', async ({ file, options, tensors, error }) => {
		const reading = readTorchCheckpoint(folder + file, options);
		if (error !== undefined) {
			await expect(reading).rejects.toThrow(CheckpointError);
			await expect(reading).rejects.toThrow(new RegExp(`${file}: .*${error}`));
			return;
		}
		const checkpoint = await reading;
		const found = [...checkpoint].map(([name, { dtype, shape, values }]) => {
			return [name, { dtype, shape, values: Array.from(values as Iterable<number>) }];
		});
		const wanted = [...Object.entries(tensors!)].map(([name, { values, ...rest }]) => {
			return [name, { ...rest, values: values.map(numberOf) }];
		});
		expect(found).toEqual(wanted);
	});
});

const weights = sharedData('weights');
describe.skipIf(weights === null)(
	'trained weights with their logs in the same file (needs ../shared/data)',
	() => {
		it.each(['patches', 'whole_images'])('%s equals its safetensors twin bit for bit', async (kind) => {
			const torch = await readTorchCheckpoint(`${weights}/${kind}_epoch_5.pth`);
			const twin = await readSafetensors(`${weights}/torchio_unet_${kind}_epoch5.safetensors`);
			expect(twin.size).toBeGreaterThan(50);
			for (const [name, { dtype, shape, values }] of twin) {
				const found = torch.get(name)!;
				expect({ dtype: found.dtype, shape: found.shape }).toEqual({ dtype, shape });
				expect(Buffer.compare(Buffer.from(found.values.buffer), Buffer.from(values.buffer))).toBe(0);
			}
			// The blocks hold each layer twice, under its own name and as a step of a sequence.
			const seen = [...twin.values()].map(({ values }) => Buffer.from(values.buffer).toString('base64'));
			for (const { values } of torch.values()) {
				expect(seen.includes(Buffer.from(values.buffer).toString('base64'))).toBe(true);
			}
		});
	},
);
