import type * as tf from '@tensorflow/tfjs';
import { type FamilyName, families } from './families.ts';
import type { ModelFamily } from './family.ts';
import { ModelError } from './modelError.ts';
import type { CommonConfig, ImgSizeOption, OptionsOf } from './options/commonConfig.ts';
import { listModels, presets } from './presets.ts';

/** Options that differ from a preset: what every family takes, and the family's own. */
export type ModelOverrides = Partial<Omit<CommonConfig, 'imgSize'> & ImgSizeOption> &
	Readonly<Record<string, unknown>>;

/** A preset's name, or a family's or preset's name with a configuration, for example what `modelConfig` gave. */
export type ModelSpec = string | { readonly name: string; readonly config?: object };

/**
 * Builds a model by name.
 *
 * @param spec one of `listModels()`, or `{ name, config }`, where the name may also be a family such as `unetr`.
 * @param overrides options that differ from the preset, for example `{ outChannels: 2, seed: 7 }`.
 * @throws ModelError if the name is not known or the configuration is illegal.
 */
export function createModel(spec: ModelSpec, overrides: ModelOverrides = {}): tf.LayersModel {
	const { name, config = {} } = typeof spec === 'string' ? { name: spec } : spec;
	const family = Object.hasOwn(families, name) ? (name as FamilyName) : presets.get(name)?.family;
	if (!family) {
		const known = [...Object.keys(families), ...listModels()].join(', ');
		throw new ModelError(`there is no model ${JSON.stringify(name)}; there are ${known}`);
	}
	const { build } = families[family] as ModelFamily<CommonConfig>;
	return build({ ...presets.get(name)?.options, ...config, ...overrides } as OptionsOf<CommonConfig>);
}
