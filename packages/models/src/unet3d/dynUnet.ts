import * as tf from '@tensorflow/tfjs';
import { convEncoder } from '@unetr/blocks';
import { unetDecoder } from '@unetr/decoders';
import { layerSeeds } from '../layerSeed.ts';
import type { DynUnetConfig } from './dynUnetConfig.ts';

/** Module path of a level's block in MONAI's `DynUNet`. */
const stageNameOf = (levels: number) => (level: number) => {
	if (level === 0) return 'input_block';
	return level === levels - 1 ? 'bottleneck' : `downsamples.${level - 1}`;
};

/**
 * The network of a configuration; under deep supervision further logits of the image's size, from fine to coarse levels.
 * Source: Isensee et al. 2021, "nnU-Net"; MONAI 1.5 `DynUNet`, which stacks the logits in training.
 */
export function buildDynUnet(config: DynUnetConfig): tf.LayersModel {
	const { imgSize, inChannels, outChannels, strides, kernelSize, normName, resBlock, spatialDims } = config;
	const { transBias, convBias, dropout, actName: activation, upKernelSize } = config;
	const filters = config.filters ?? strides.map((_, level) => Math.min(32 * 2 ** level, 320));
	const seedOf = layerSeeds(config.seed);
	const common = { normName, activation, convBias, dropout, seedOf, fill: 'kaimingNormal' } as const;
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const pyramid = convEncoder(image, {
		...common,
		...{ strides, filters, kernelSizes: kernelSize, spatialDims },
		block: resBlock ? 'residual' : 'plain',
		stageName: stageNameOf(strides.length),
	});
	const outputs = unetDecoder(pyramid, {
		...common,
		...{ outChannels, transBias, kernelSizes: upKernelSize ?? kernelSize.slice(1) },
		// MONAI's up blocks are plain even where its encoder is residual.
		resBlock: false,
		deepSupervisionHeads: config.deepSupervision ? config.deepSuprNum : 0,
		resizeHeads: true,
	});
	return tf.model({ inputs: image, outputs: outputs.length === 1 ? outputs[0]! : outputs, name: 'unet3d' });
}

/** The second key of each tensor: MONAI registers every block again inside its nested `skip_layers`. */
export function dynUnetAliases(key: string, { strides }: DynUnetConfig): string[] {
	const nested = (level: number, rest: string): string[] => [
		`skip_layers${'.next_layer'.repeat(level)}.${rest}`,
	];
	const [module, index] = key.split('.') as [string, string];
	const rest = (depth: number): string => key.split('.').slice(depth).join('.');
	if (module === 'input_block') return nested(0, `downsample.${rest(1)}`);
	if (module === 'bottleneck') return nested(strides.length - 1, rest(1));
	if (module === 'downsamples') return nested(Number(index) + 1, `downsample.${rest(2)}`);
	if (module === 'upsamples') return nested(strides.length - 2 - Number(index), `upsample.${rest(2)}`);
	if (module === 'deep_supervision_heads') return nested(Number(index) + 1, `super_head.${rest(2)}`);
	return [];
}
