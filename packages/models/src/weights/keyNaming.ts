import type * as tf from '@tensorflow/tfjs';
import { families } from '../families.ts';
import type { KeyNaming, ModelFamily } from '../family.ts';
import { knownConfig } from '../modelConfig.ts';
import { ModelError } from '../modelError.ts';
import type { CommonConfig } from '../options/commonConfig.ts';
import { torchParameters } from './torchParameters.ts';

/** A naming of a model's family, for that model. */
export interface BoundNaming {
	readonly name: string;
	/** The keys of a tensor, the one to write first. */
	keys(key: string): readonly string[];
	/** The model's key of one of that software's; undefined for what the model does not need, itself if it is unknown. */
	ours(theirs: string): string | undefined;
}

function bind(
	model: tf.LayersModel,
	name: string,
	naming: KeyNaming<CommonConfig>,
	config: CommonConfig,
): BoundNaming {
	const keys = (key: string): readonly string[] => naming.keys(key, config);
	const known = new Map(
		torchParameters(model).flatMap(({ key }) => keys(key).map((theirs) => [theirs, key])),
	);
	const ours = (theirs: string): string | undefined =>
		known.get(theirs) ?? (naming.isSurplus?.(theirs, config) ? undefined : theirs);
	return { name, keys, ours };
}

/** Every naming that the model's family knows beside its own. */
export function namingsOf(model: tf.LayersModel): BoundNaming[] {
	const known = knownConfig(model);
	if (!known) return [];
	const { namings = {} } = families[known.name] as ModelFamily<CommonConfig>;
	return Object.entries(namings).map(([name, naming]) => bind(model, name, naming, known.config));
}

/** @throws ModelError if the model's family has no naming of that name. */
export function findNaming(model: tf.LayersModel, name: string): BoundNaming {
	const all = namingsOf(model);
	const found = all.find((naming) => naming.name === name);
	if (found) return found;
	const others = all.map((naming) => naming.name).join(', ') || 'none beside its own';
	throw new ModelError(`the model "${model.name}" has no naming ${JSON.stringify(name)}; it has ${others}`);
}
