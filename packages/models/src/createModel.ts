import type * as tf from '@tensorflow/tfjs';
import { ModelError } from './modelError.ts';
import { listModels, presets } from './presets.ts';
import { unetr } from './unetr.ts';
import type { UnetrConfig, UnetrOptions } from './unetrConfig.ts';

/** A preset's name, or a family's or preset's name with a configuration, for example what `modelConfig` gave. */
export type ModelSpec = string | { readonly name: string; readonly config?: Partial<UnetrConfig> };

/**
 * Builds a model by name.
 *
 * @param spec one of `listModels()`, or `{ name, config }`, where the name may also be the family `unetr`.
 * @param overrides options that differ from the preset, for example `{ outChannels: 2, seed: 7 }`.
 * @throws ModelError if the name is not known or the configuration is illegal.
 */
export function createModel(spec: ModelSpec, overrides: Partial<UnetrConfig> = {}): tf.LayersModel {
	const { name, config = {} } = typeof spec === 'string' ? { name: spec } : spec;
	const preset = name === 'unetr' ? {} : presets.get(name);
	if (!preset) {
		throw new ModelError(
			`there is no model ${JSON.stringify(name)}; there are unetr, ${listModels().join(', ')}`,
		);
	}
	return unetr({ ...preset, ...config, ...overrides } as UnetrOptions);
}
