import * as tf from '@tensorflow/tfjs';
import { runOp, useBackend } from '@unetr/ops';
import type { FilledCall } from './filledCall.ts';
import type { Values } from './opValues.ts';
import { restartOn } from './restartOn.ts';

/** What each call gives on one backend: tfjs's cpu with the ops' references, or an engine. */
export async function engineValues(
	where: 'cpu' | 'native' | 'wasm',
	calls: readonly FilledCall[],
): Promise<Values[][]> {
	if (where === 'cpu') await useBackend('cpu');
	else await restartOn({ engine: where, threads: 2 });
	return calls.map(({ op, inputs, attributes }) => {
		const outputs: Values[] = [];
		tf.tidy(() => {
			const tensors = Object.fromEntries(
				Object.entries(inputs).map(([name, { values, shape }]) => [name, tf.tensor(values, [...shape])]),
			);
			for (const y of runOp(op, tensors, attributes)) outputs.push(y.dataSync() as Values);
		});
		return outputs;
	});
}
