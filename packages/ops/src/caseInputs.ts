import * as tf from '@tensorflow/tfjs';
import type { CaseInput, OpCase } from './op.ts';

/** Deterministic tensors for a case's inputs, the same on every backend and machine. */
export function caseInputs(opCase: OpCase): tf.NamedTensorMap {
	return Object.fromEntries(
		Object.entries(opCase.inputs).map(([name, input], index) => [name, fillInput(input, index + 1)]),
	);
}

function fillInput(input: CaseInput, seed: number): tf.Tensor {
	const size = input.shape.reduce((product, extent) => product * extent, 1);
	const { classes, scale = 1, offset = 0, gap = 0, step } = input;
	if (classes !== undefined) {
		const labels = Int32Array.from({ length: size }, (_, index) =>
			Math.floor(((unit(seed, index) + 1) / 2) * classes),
		);
		return tf.tensor(labels, [...input.shape], 'int32');
	}
	const values = Float32Array.from({ length: size }, (_, index) => {
		const exact = unit(seed, index) * scale + offset;
		const value = step ? Math.round(exact / step) * step : exact;
		return value < 0 ? value - gap : value + gap;
	});
	return tf.tensor(values, [...input.shape], 'float32');
}

/** A hash of (seed, index), uniform in [-1, 1). */
function unit(seed: number, index: number): number {
	let hash = (Math.imul(seed, 0x85ebca6b) + Math.imul(index, 0x9e3779b9)) >>> 0;
	hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
	hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
	hash ^= hash >>> 16;
	return ((hash >>> 8) - 0x800000) / 0x800000;
}
