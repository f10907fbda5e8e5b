import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { hostileCases, hostileFolder } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import type { Checkpoint } from '../checkpoint.ts';
import { CheckpointError } from '../checkpointError.ts';
import { readWeights } from '../readWeights.ts';
import { engineText } from '../testing/engineText.ts';
import { readTorchCheckpoint } from './readTorchCheckpoint.ts';

interface ExpectedTensor {
	readonly name: string;
	readonly dtype: string;
	readonly shape: readonly number[];
	readonly values: readonly (number | string)[];
}

function expectTensors(checkpoint: Checkpoint, expected: readonly ExpectedTensor[]): void {
	expect([...checkpoint.keys()].toSorted()).toEqual(expected.map(({ name }) => name).toSorted());
	for (const { name, dtype, shape, values } of expected) {
		const tensor = checkpoint.get(name)!;
		expect({ dtype: tensor.dtype, shape: tensor.shape }).toEqual({ dtype, shape });
		const rounded = ['F16', 'BF16', 'F32'].includes(dtype) ? Math.fround : Number;
		expect(Array.from(tensor.values, Number)).toEqual(values.map((value) => rounded(Number(value))));
	}
}

describe('hostile files', () => {
	const cases = hostileCases('torch');
	it('has cases', () => expect(cases.length).toBeGreaterThan(14));
	for (const hostile of cases) {
		it(`${hostile.file}: ${hostile.fault}`, async () => {
			const path = `${hostileFolder}/${hostile.file}`;
			const bytes = new Uint8Array(await readFile(path));
			const before = Object.getOwnPropertyNames(Object.prototype);
			const sources = [path, bytes, new Blob([bytes])];
			const outcomes = await Promise.all(
				[...sources.map((source) => readTorchCheckpoint(source)), readWeights(bytes)].map((reading) =>
					reading.catch((error: unknown) => error),
				),
			);
			expect(Object.getOwnPropertyNames(Object.prototype)).toEqual(before);
			for (const outcome of outcomes) {
				if (outcome instanceof Error || hostile.orValue === null) {
					expect(hostile.expect).toBe('error');
					expect(outcome).toBeInstanceOf(CheckpointError);
					const { message } = outcome as CheckpointError;
					expect(message).not.toMatch(engineText);
					for (const pattern of hostile.errorShouldMention) expect(message).toMatch(new RegExp(pattern, 'i'));
				} else expectTensors(outcome as Checkpoint, hostile.orValue.tensors);
			}
			if (outcomes[0] instanceof Error) expect(outcomes[0].message).toContain(path);
			for (const name of ['hostile-slip.txt', 'hostile-canary-executed']) {
				for (const folder of ['.', '..', '../..', hostileFolder]) {
					expect(existsSync(`${folder}/${name}`)).toBe(false);
				}
			}
		});
	}
	it('says what to save instead of a module', () =>
		expect(readTorchCheckpoint(`${hostileFolder}/torch/full-module.pt`)).rejects.toThrow(
			/torch\.nn\.modules\.linear\.Linear.*save model\.state_dict\(\)/,
		));
});
