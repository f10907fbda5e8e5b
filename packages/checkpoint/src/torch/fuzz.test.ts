import { readFileSync } from 'node:fs';
import { hostileFolder } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { CheckpointError } from '../checkpointError.ts';
import { opcodes } from '../pickle/opcodes.ts';
import { readWeights } from '../readWeights.ts';
import { engineText } from '../testing/engineText.ts';
import { torchZip } from '../testing/zipOf.ts';
import { readTorchCheckpoint } from './readTorchCheckpoint.ts';

const good = ['legacy', 'shared-storage', 'noncontiguous', 'dtypes'];
const whole = (name: string): Uint8Array => new Uint8Array(readFileSync(`${hostileFolder}/torch/${name}.pt`));

/** The message of the refusal, or null where it was read; any other error fails the test. */
async function outcome(bytes: Uint8Array, read = readTorchCheckpoint): Promise<string | null> {
	try {
		await read(bytes);
		return null;
	} catch (error) {
		if (!(error instanceof CheckpointError) || engineText.test(error.message)) throw error;
		return error.message;
	}
}

/** Numbers in [0, limit), the same at every run (Marsaglia's xorshift32). */
function numbers(seed: number): (limit: number) => number {
	let state = seed;
	return (limit) => {
		state ^= state << 13;
		state ^= state >>> 17;
		state ^= state << 5;
		return (state >>> 0) % limit;
	};
}

describe('damaged files are refused in one sentence of our own, or read', () => {
	it.each(good)('%s.pt cut anywhere', async (name) => {
		const bytes = whole(name);
		expect(await outcome(bytes)).toBeNull();
		for (let length = 0; length < bytes.length; length++) {
			expect(await outcome(bytes.subarray(0, length)), `${length} bytes`).toBeTypeOf('string');
		}
	});

	it.each(good)('%s.pt with any one byte changed', async (name) => {
		const bytes = whole(name);
		const next = numbers(7);
		let refused = 0;
		for (let at = 0; at < bytes.length; at++) {
			for (const change of [0xff, 1 + next(255)]) {
				const changed = bytes.slice();
				changed[at]! ^= change;
				if ((await outcome(changed, readWeights)) !== null) refused++;
			}
		}
		expect(refused).toBeGreaterThan(bytes.length / 4);
	});

	it('pickles of random opcodes and arguments', async () => {
		const codes = [...opcodes.keys(), 0x2e];
		const next = numbers(11);
		let refused = 0;
		for (let round = 0; round < 3000; round++) {
			const pickle = Uint8Array.from({ length: 4 + next(60) }, () =>
				next(4) === 0 ? next(256) : codes[next(codes.length)]!,
			);
			if ((await outcome(torchZip(pickle))) !== null) refused++;
		}
		expect(refused).toBe(3000);
	});
});
