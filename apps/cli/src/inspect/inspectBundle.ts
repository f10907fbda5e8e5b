import * as tf from '@tensorflow/tfjs';
import { readBundle } from '@unetr/inference';
import { complexity } from '@unetr/models';
import type { CommandResult } from '../usage/command.ts';

/** Describes a bundle, after checking the hash of its weights. */
export async function inspectBundle(folder: string): Promise<CommandResult> {
	tf.enableProdMode();
	await tf.setBackend('cpu');
	const { model, spec } = await readBundle(folder);
	const { parameters, macs, outputShape } = complexity(model);
	model.dispose();
	const { preprocessing, inference, postprocessing, labels, training, weights } = spec;
	return {
		json: {
			kind: 'bundle',
			model: spec.model,
			parameters,
			macs,
			outputShape,
			weights,
			preprocessing,
			inference,
			postprocessing,
			labels,
			training,
		},
		lines: [
			`${folder}: ${spec.model.name}, ${parameters.toLocaleString('en')} parameters, window ${inference.roiSize.join(' × ')}`,
			...labels.map(({ value, name }) => `label ${value}: ${name}`),
			...Object.entries(training).map(([name, value]) => `${name}: ${JSON.stringify(value)}`),
			`weights sha256 ${weights.sha256}`,
		],
	};
}
