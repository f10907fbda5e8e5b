import * as tf from '@tensorflow/tfjs';
import { caseInputs, type Op, type OpCase, runOp, useBackend } from '@unetr/ops';
import { kernelError } from 'unetr-testkit';
import { describe, expect, it } from 'vitest';
import { failOnGpuErrors, hasGpu, useSoftwareGpu } from './softwareGpu.ts';

type Values = Float32Array | Int32Array;

/** What an op gives for a case on the current backend. */
async function valuesOn(op: Op, opCase: OpCase): Promise<Values[]> {
	const inputs = caseInputs(opCase);
	const outputs = tf.tidy(() => runOp(op, inputs, opCase.attributes));
	const values = await Promise.all(outputs.map((y) => y.data() as Promise<Values>));
	tf.dispose([inputs, outputs]);
	return values;
}

const tolerance = 1e-5;

function expectClose(op: string, actual: Values, expected: Values): void {
	expect(actual.length).toBe(expected.length);
	expect(kernelError(op, actual, expected)).toBeLessThan(tolerance);
}

/** Ops on their own cases and further ones: kernels of `webgpu` against the op's reference on tfjs's cpu backend. */
export function conformanceSuite(
	ops: readonly Op[],
	ownCases: Readonly<Record<string, readonly OpCase[]>> = {},
): void {
	failOnGpuErrors();
	describe.skipIf(!hasGpu).each(ops)('$name on webgpu equals its reference', (op) => {
		it.each([...op.cases, ...(ownCases[op.name] ?? [])])('$name', async (opCase) => {
			await useBackend('cpu');
			const expected = await valuesOn(op, opCase);
			await useSoftwareGpu();
			const tensorsBefore = tf.memory().numTensors;
			const actual = await valuesOn(op, opCase);
			expect(tf.memory().numTensors).toBe(tensorsBefore);
			for (const [index, values] of actual.entries()) expectClose(op.name, values, expected[index]!);
		});
	});
}
