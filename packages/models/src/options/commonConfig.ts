import type { SpatialDims, Triple } from '@unetr/blocks';

/** What every family takes; plain JSON. */
export interface CommonConfig {
	/** 3, or 2 for a network of slices [B, i, j, 1, C]: MONAI's `spatial_dims`. */
	readonly spatialDims: SpatialDims;
	readonly inChannels: number;
	readonly outChannels: number;
	/** Voxels along i, j, k; 1 along k in two dimensions. */
	readonly imgSize: Triple;
	/** Seed of the first weights; `null` leaves them at zero, for weights that are loaded next. */
	readonly seed: number | null;
}

/** What must be given for a model of any family. */
type Required = 'inChannels' | 'outChannels' | 'imgSize';

/** Options that every family has with the same default. */
type Shared = Required | 'spatialDims';

/** Voxels along i, j and k, or i and j alone in two dimensions. */
export interface ImgSizeOption {
	readonly imgSize: readonly [number, number] | Triple;
}

/** A family's configuration as a caller gives it: channels and size, and what differs from the defaults. */
export type OptionsOf<Config extends CommonConfig> = Pick<Config, Exclude<Required, 'imgSize'>> &
	ImgSizeOption &
	Partial<Omit<Config, Required>>;

/** A family's defaults: every option but those that must be given. */
export type DefaultsOf<Config extends CommonConfig> = Omit<Config, Shared>;
