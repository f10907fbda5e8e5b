import * as tf from '@tensorflow/tfjs';
import { type Attributes, caseInputs, type Op, type OpCase } from '@unetr/ops';
import type { Values } from './opValues.ts';

/** A case of an op with the values of its inputs, so that they can be changed. */
export interface FilledCall {
	readonly name: string;
	readonly op: Op;
	readonly inputs: Readonly<Record<string, { readonly values: Values; readonly shape: readonly number[] }>>;
	readonly attributes: Attributes;
}

export function filledCall(op: Op, opCase: OpCase): FilledCall {
	const inputs: Record<string, FilledCall['inputs'][string]> = {};
	tf.tidy(() => {
		for (const [name, tensor] of Object.entries(caseInputs(opCase)))
			inputs[name] = { values: tensor.dataSync() as Values, shape: tensor.shape };
	});
	return { name: `${op.name} ${opCase.name}`, op, inputs, attributes: opCase.attributes };
}
