/** What every family takes; plain JSON. */
export interface CommonConfig {
	readonly inChannels: number;
	readonly outChannels: number;
	/** Voxels along i, j, k. */
	readonly imgSize: readonly [number, number, number];
	/** Seed of the first weights; `null` leaves them at zero, for weights that are loaded next. */
	readonly seed: number | null;
}

/** What must be given for a model of any family. */
type Required = 'inChannels' | 'outChannels' | 'imgSize';

/** A family's configuration as a caller gives it: channels and size, and what differs from the defaults. */
export type OptionsOf<Config extends CommonConfig> = Pick<Config, Required> & Partial<Config>;

/** A family's defaults: every option but those that must be given. */
export type DefaultsOf<Config extends CommonConfig> = Omit<Config, Required>;
