import * as tf from '@tensorflow/tfjs';
import { ops, useBackend } from '@unetr/ops';
import { beforeAll, describe, expect, it } from 'vitest';
import { SimdBackend } from './backend/simdBackend.ts';
import { nativeInstructionSets } from './engine/nativeAddon.ts';
import { NativeEngine } from './engine/nativeEngine.ts';
import './index.ts';
import { expectClose, valuesOn } from './testing/opValues.ts';

/* The kernels for older processors, of which this one runs every set: every op on every case. */
const [, ...olderSets] = nativeInstructionSets();

describe.each(olderSets)('%s', (instructionSet) => {
	beforeAll(async () => {
		await useBackend('cpu');
		tf.removeBackend('simd');
		tf.registerBackend('simd', () => new SimdBackend(NativeEngine.create({ threads: 2, instructionSet })), 0);
	});

	describe.each(Object.values(ops))('$name equals its reference', (op) => {
		it.each(op.cases)('$name', async (opCase) => {
			await useBackend('cpu');
			const expected = valuesOn(op, opCase);
			await useBackend('simd');
			const { engine } = tf.backend() as SimdBackend;
			expect(engine.description).toBe(`native ${instructionSet}, 2 threads`);
			const values = valuesOn(op, opCase);
			expect(values.length).toBe(expected.length);
			for (const [index, one] of values.entries()) expectClose(op.name, one, expected[index]!);
		});
	});
});
