import * as tf from '@tensorflow/tfjs';
import { OpError, ops, runOp } from '@unetr/ops';
import { afterAll, describe, expect, it, vi } from 'vitest';
import type { SimdBackend } from './backend/simdBackend.ts';
import { nativeInstructionSets } from './engine/nativeAddon.ts';
import { type FuzzCall, fuzzCall, fuzzInputs } from './testing/fuzzCall.ts';
import { restartOn } from './testing/restartOn.ts';

/* Random calls of every op, legal and not. More of them: UNETR_FUZZ_CALLS=1000000. */
const calls = Number(process.env.UNETR_FUZZ_CALLS ?? 10_000);
const mostElements = 1e6;

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, extent) => product * extent, 1);

/** Whether an absurd attribute, as a padding of a billion, asks for a volume that is legal and larger than a test needs. */
function isHuge({ op, attributes }: FuzzCall, inputs: tf.NamedTensorMap): boolean {
	const shapes = Object.fromEntries(Object.entries(inputs).map(([name, { shape }]) => [name, shape]));
	try {
		return op.shape(shapes, attributes).some((shape) => sizeOf(shape) > mostElements);
	} catch {
		return false; // then runOp says so as well
	}
}

/** Runs a call; 'ran', 'huge', or the sentence of the refusal. */
function outcomeOf(call: FuzzCall): string {
	return tf.tidy(() => {
		const inputs = fuzzInputs(call);
		if (isHuge(call, inputs)) return 'huge';
		try {
			for (const y of runOp(call.op, inputs, call.attributes)) y.dataSync();
			return 'ran';
		} catch (error) {
			if (error instanceof OpError) return error.message;
			throw error;
		}
	});
}

/** Makes the calls: each runs, or is refused before the engine hears of it; nothing stays in memory. */
function fuzz(backend: SimdBackend): Map<string, string[]> {
	const outcomes = new Map<string, string[]>(Object.keys(ops).map((name) => [name, []]));
	const touches = [vi.spyOn(backend.engine, 'allocate'), vi.spyOn(backend.engine, 'run')];
	const { bytesInUse } = backend.engineMemory();
	for (let n = 0; n < calls; n++) {
		const call = fuzzCall(n);
		for (const touch of touches) touch.mockClear();
		const outcome = outcomeOf(call);
		outcomes.get(call.op.name)!.push(outcome);
		if (outcome !== 'ran' && touches.some((touch) => touch.mock.calls.length > 0))
			throw new Error(`call ${n} was refused when the engine had run already: ${outcome}`);
		if (backend.engineMemory().bytesInUse !== bytesInUse) throw new Error(`call ${n} left memory in use`);
	}
	return outcomes;
}

describe.skipIf(nativeInstructionSets().length === 0 && !process.env.CI)('random calls of every op', () => {
	const outcomes: Map<string, string[]>[] = [];
	afterAll(() => void vi.restoreAllMocks());

	it.each(['native', 'wasm'] as const)(
		'run or are refused in a sentence: %s',
		async (engine) => {
			const found = fuzz(await restartOn({ engine, threads: 2 }));
			for (const [name, ends] of found) {
				const ran = ends.filter((end) => end === 'ran').length;
				expect(ran, `${name} must run at times`).toBeGreaterThan(0);
				expect(ran, `${name} must be refused at times`).toBeLessThan(ends.length);
			}
			outcomes.push(found);
		},
		600_000,
	);

	it('are the same calls to both engines', () => {
		expect(outcomes).toHaveLength(2);
		expect(outcomes[1]).toEqual(outcomes[0]);
	});
});
