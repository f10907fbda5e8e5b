import type * as tf from '@tensorflow/tfjs';
import type { FamilyConfigs, FamilyName } from './families.ts';
import { ModelError } from './modelError.ts';

/** A model as plain JSON: its family and the full configuration it is built from. */
export type ModelConfig = {
	readonly [Name in FamilyName]: { readonly name: Name; readonly config: FamilyConfigs[Name] };
}[FamilyName];

const KEY = 'unetr';

/** Keeps a model's configuration with it, through `model.save` and `tf.loadLayersModel` too. */
export function rememberConfig(model: tf.LayersModel, config: ModelConfig): tf.LayersModel {
	model.setUserDefinedMetadata({ [KEY]: config });
	return model;
}

/** The configuration that a model carries, if this package built it. */
export function knownConfig(model: tf.LayersModel): ModelConfig | undefined {
	const metadata = model.getUserDefinedMetadata() as Readonly<Record<string, ModelConfig>> | undefined;
	return metadata?.[KEY];
}

/**
 * The configuration that `createModel` rebuilds a model from.
 * @throws ModelError if the model was not built by this package.
 */
export function modelConfig(model: tf.LayersModel): ModelConfig {
	const config = knownConfig(model);
	if (!config) throw new ModelError(`the model "${model.name}" carries no configuration of this package`);
	return structuredClone(config);
}
