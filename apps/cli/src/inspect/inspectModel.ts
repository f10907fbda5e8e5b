import * as tf from '@tensorflow/tfjs';
import { complexity, createModel } from '@unetr/models';
import type { CommandResult } from '../usage/command.ts';

/** Describes a model by its name: what it costs for one volume, and its layers. */
export async function inspectModel(name: string): Promise<CommandResult> {
	tf.enableProdMode();
	await tf.setBackend('cpu');
	const model = createModel(name, { seed: null });
	const { parameters, macs, activationBytes, outputShape, outputShapes, layers } = complexity(model);
	model.dispose();
	return {
		json: { kind: 'model', name, parameters, macs, activationBytes, outputShape, outputShapes, layers },
		lines: [
			`${name}: ${parameters.toLocaleString('en')} parameters, ${(macs / 1e9).toFixed(2)} G multiply-accumulates a volume`,
			...outputShapes.map(
				(shape, level) => `output${level === 0 ? '' : ` of level ${level}`} ${shape.join(' × ')}`,
			),
			`${(activationBytes / 2 ** 30).toFixed(2)} GiB of activations in training at most`,
			...layers
				.filter((layer) => layer.parameters > 0)
				.map(
					(layer) =>
						`  ${layer.name}  ${layer.outputShape.join('×')}  ${layer.parameters.toLocaleString('en')}`,
				),
		],
	};
}
