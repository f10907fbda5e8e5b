import type * as tf from '@tensorflow/tfjs';
import type { CommonConfig, OptionsOf } from './options/commonConfig.ts';

/** How other software than the reference calls a family's tensors. */
export interface KeyNaming<Config extends CommonConfig> {
	/** Every key of the tensor that is `key` here; none where that software has no such network or tensor. */
	keys(key: string, config: Config): readonly string[];
	/** Whether that software stores a key that the network does not have and does not need. */
	readonly isSurplus?: (theirs: string, config: Config) => boolean;
}

/** A family of networks: how one is built, its named configurations, and what its PyTorch weights are called. */
export interface ModelFamily<Config extends CommonConfig> {
	build(options: OptionsOf<Config>): tf.LayersModel;
	readonly presets: Readonly<Record<string, OptionsOf<Config>>>;
	/** Further keys under which PyTorch's state dict holds the tensor of a key, for tied and repeated modules. */
	readonly aliases?: (key: string, config: Config) => readonly string[];
	/** Further ways to call the same tensors, by the name of the software. */
	readonly namings?: Readonly<Record<string, KeyNaming<Config>>>;
	/** Whether PyTorch's state dict may hold a key that no forward pass reads. */
	readonly neverRun?: (key: string) => boolean;
	/** Those keys with their shapes, as the reference's newest version has them. */
	readonly unusedTensors?: (config: Config) => readonly (readonly [key: string, shape: readonly number[]])[];
}
