import * as tf from '@tensorflow/tfjs';
import { caseInputs, type Op, type OpCase, runOp } from '@unetr/ops';
import { maxAbsOverMax } from 'unetr-testkit';
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

/*
 * Relative to the largest element. tfjs's erf is good to 1.5e-7 absolutely, so where all values are small the
 * reference of gelu bounds the comparison: there, and only there, an absolute floor holds.
 */
const tolerance = 5e-6;
const absoluteFloor: Readonly<Record<string, number>> = { gelu: 3e-7, geluGrad: 3e-7 };

/** Holds values of a kernel to those of the op's reference. */
export function expectClose(op: string, actual: Values, expected: Values): void {
	expect(actual.length).toBe(expected.length);
	const floor = absoluteFloor[op] ?? 0;
	if (actual.every((value, index) => Math.abs(value - expected[index]!) <= floor)) return;
	expect(maxAbsOverMax(actual, expected)).toBeLessThan(tolerance);
}
