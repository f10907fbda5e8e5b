import type * as tf from '@tensorflow/tfjs';
import type { CommonConfig, OptionsOf } from './options/commonConfig.ts';

/** A family of networks: how one is built, its named configurations, and what its PyTorch weights are called. */
export interface ModelFamily<Config extends CommonConfig> {
	build(options: OptionsOf<Config>): tf.LayersModel;
	readonly presets: Readonly<Record<string, OptionsOf<Config>>>;
	/** Further keys under which PyTorch's state dict holds the tensor of a key, for tied and repeated modules. */
	readonly aliases?: (key: string, config: Config) => readonly string[];
	/** Whether PyTorch's state dict may hold a key that no forward pass reads. */
	readonly neverRun?: (key: string) => boolean;
	/** Those keys with their shapes, as the reference's newest version has them. */
	readonly unusedTensors?: (config: Config) => readonly (readonly [key: string, shape: readonly number[]])[];
}
