import { type FamilyName, families } from './families.ts';
import type { CommonConfig, OptionsOf } from './options/commonConfig.ts';

/** A named configuration and the family that it belongs to. */
export interface Preset {
	readonly family: FamilyName;
	readonly options: OptionsOf<CommonConfig>;
}

/** Named configurations of all families. */
export const presets: ReadonlyMap<string, Preset> = new Map(
	Object.entries(families).flatMap(([family, { presets: named }]) =>
		Object.entries(named).map(
			([name, options]) => [name, { family: family as FamilyName, options }] as const,
		),
	),
);

/** The names that `createModel` knows. */
export function listModels(): string[] {
	return [...presets.keys()];
}
