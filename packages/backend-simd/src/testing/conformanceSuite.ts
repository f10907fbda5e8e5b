import { ops, useBackend } from '@unetr/ops';
import { describe, expect, it } from 'vitest';
import '../index.ts';
import type { SimdOptions } from '../engine/simdOptions.ts';
import { expectClose, type Values, valuesOn } from './opValues.ts';
import { ownCases } from './ownCases.ts';

const sameBits = (a: Values, b: Values): boolean =>
	Buffer.compare(
		Buffer.from(a.buffer, a.byteOffset, a.byteLength),
		Buffer.from(b.buffer, b.byteOffset, b.byteLength),
	) === 0;

/**
 * Every op on every case: an engine's kernel against the op's reference on tfjs's cpu backend, with one thread and with
 * two, which must agree bit for bit with each other and with a second run.
 */
export function conformanceSuite(options: SimdOptions): void {
	describe.each(Object.values(ops))('$name on simd equals its reference', (op) => {
		const cases = [...op.cases, ...(ownCases[op.name] ?? [])];
		it.each(cases)('$name', async (opCase) => {
			await useBackend('cpu');
			const expected = valuesOn(op, opCase);
			await useBackend('simd', { ...options, threads: 1 });
			const alone = valuesOn(op, opCase);
			await useBackend('simd', { threads: 2 });
			const together = valuesOn(op, opCase);
			const again = valuesOn(op, opCase);
			for (const [index, values] of alone.entries()) {
				expectClose(op.name, values, expected[index]!);
				expect(sameBits(together[index]!, values), 'two threads equal one').toBe(true);
				expect(sameBits(again[index]!, values), 'a second run equals the first').toBe(true);
			}
		});
	});
}
