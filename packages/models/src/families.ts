import type { ModelFamily } from './family.ts';
import { segResNetFamily } from './segResNet/segResNet.ts';
import type { SegResNetConfig } from './segResNet/segResNetConfig.ts';
import { setrFamily } from './setr/setr.ts';
import type { SetrConfig } from './setr/setrConfig.ts';
import { swinUnetrFamily } from './swinUnetr/swinUnetr.ts';
import type { SwinUnetrConfig } from './swinUnetr/swinUnetrConfig.ts';
import { type Unet3dConfig, unet3dFamily } from './unet3d/unet3d.ts';
import { unetrFamily } from './unetr/unetr.ts';
import type { UnetrConfig } from './unetr/unetrConfig.ts';
import { unetrPlusPlusFamily } from './unetrPlusPlus/unetrPlusPlus.ts';
import type { UnetrPlusPlusConfig } from './unetrPlusPlus/unetrPlusPlusConfig.ts';

/** Configuration of each family by its name. */
export interface FamilyConfigs {
	readonly segResNet: SegResNetConfig;
	readonly setr: SetrConfig;
	readonly swinUnetr: SwinUnetrConfig;
	readonly unet3d: Unet3dConfig;
	readonly unetr: UnetrConfig;
	readonly unetrPlusPlus: UnetrPlusPlusConfig;
}

/** Name of a family. */
export type FamilyName = keyof FamilyConfigs;

/** Every family of networks: presets, weight names, tests and the tables of the README follow from this roster. */
export const families: { readonly [Name in FamilyName]: ModelFamily<FamilyConfigs[Name]> } = {
	segResNet: segResNetFamily,
	setr: setrFamily,
	swinUnetr: swinUnetrFamily,
	unet3d: unet3dFamily,
	unetr: unetrFamily,
	unetrPlusPlus: unetrPlusPlusFamily,
};
