import * as tf from '@tensorflow/tfjs';
import { caseInputs, type Op, type OpCase, runOp } from '@unetr/ops';
import { kernelError } from 'unetr-testkit';
import { expect } from 'vitest';

export type Values = Float32Array | Int32Array;

/** What an op gives for a case on the current backend. */
export function valuesOn(op: Op, opCase: OpCase): Values[] {
	const values: Values[] = [];
	// Nothing is returned from within: tidy would look for tensors in every single value.
	tf.tidy(() => {
		for (const y of runOp(op, caseInputs(opCase), opCase.attributes)) values.push(y.dataSync() as Values);
	});
	return values;
}

const tolerance = 5e-6;

/** Holds values of a kernel to those of the op's reference. */
export function expectClose(op: string, actual: Values, expected: Values): void {
	expect(actual.length).toBe(expected.length);
	expect(kernelError(op, actual, expected)).toBeLessThan(tolerance);
}
