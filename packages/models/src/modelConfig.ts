import type * as tf from '@tensorflow/tfjs';
import { ModelError } from './modelError.ts';
import type { UnetrConfig } from './unetrConfig.ts';

/** A model as plain JSON: its family and the full configuration it is built from. */
export interface ModelConfig {
	readonly name: 'unetr';
	readonly config: UnetrConfig;
}

const KEY = 'unetr';

/** Keeps a model's configuration with it, through `model.save` and `tf.loadLayersModel` too. */
export function rememberConfig(model: tf.LayersModel, config: ModelConfig): tf.LayersModel {
	model.setUserDefinedMetadata({ [KEY]: config });
	return model;
}

/**
 * The configuration that `createModel` rebuilds a model from.
 * @throws ModelError if the model was not built by this package.
 */
export function modelConfig(model: tf.LayersModel): ModelConfig {
	const metadata = model.getUserDefinedMetadata() as Readonly<Record<string, ModelConfig>> | undefined;
	const config = metadata?.[KEY];
	if (!config) throw new ModelError(`the model "${model.name}" carries no configuration of this package`);
	return structuredClone(config);
}
