import type { ModelFamily } from './family.ts';
import { setrFamily } from './setr/setr.ts';
import type { SetrConfig } from './setr/setrConfig.ts';
import { unetrFamily } from './unetr/unetr.ts';
import type { UnetrConfig } from './unetr/unetrConfig.ts';

/** Configuration of each family by its name. */
export interface FamilyConfigs {
	readonly setr: SetrConfig;
	readonly unetr: UnetrConfig;
}

/** Name of a family. */
export type FamilyName = keyof FamilyConfigs;

/** Every family of networks: presets, weight names, tests and the tables of the README follow from this roster. */
export const families: { readonly [Name in FamilyName]: ModelFamily<FamilyConfigs[Name]> } = {
	setr: setrFamily,
	unetr: unetrFamily,
};
