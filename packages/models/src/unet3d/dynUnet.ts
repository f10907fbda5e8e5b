import * as tf from '@tensorflow/tfjs';
import { convEncoder, type Norm, type PerAxis, perAxis } from '@unetr/blocks';
import { unetDecoder } from '@unetr/decoders';
import { layerSeeds } from '../layerSeed.ts';
import { ModelError } from '../modelError.ts';
import type { CommonConfig, OptionsOf } from '../options/commonConfig.ts';
import { checkImgSize, isCount, type OptionRules, resolveOptions } from '../options/resolveOptions.ts';

/** Everything that decides a U-Net of nnU-Net's shape, in the terms of MONAI's `DynUNet`; plain JSON. */
export interface DynUnetConfig extends CommonConfig {
	readonly variant: 'dynUnet';
	/** Kernel of each level. */
	readonly kernelSize: readonly PerAxis[];
	/** Step of each level; `imgSize` is a multiple of their product. */
	readonly strides: readonly PerAxis[];
	/** Channels of each level; `null` for min(32 · 2^level, 320). */
	readonly filters: readonly number[] | null;
	readonly normName: Norm;
	/** Whether the blocks of the encoder are residual. */
	readonly resBlock: boolean;
	/** Whether training sees the logits of coarser levels too, each resized to the image. */
	readonly deepSupervision: boolean;
	/** How many of them. */
	readonly deepSuprNum: number;
	/** Whether transposed convolutions have biases. */
	readonly transBias: boolean;
}

/** What must be given for such a U-Net, and what may be. */
export type DynUnetOptions = OptionsOf<DynUnetConfig> & { readonly variant: 'dynUnet' };

const rules: OptionRules<DynUnetConfig> = {
	subject: 'a U-Net of variant "dynUnet"',
	defaults: {
		variant: 'dynUnet',
		kernelSize: [3, 3, 3, 3],
		strides: [1, 2, 2, 2],
		filters: null,
		normName: { name: 'instance', affine: true },
		resBlock: false,
		deepSupervision: false,
		deepSuprNum: 1,
		transBias: false,
		seed: 0,
	},
	counts: ['deepSuprNum'],
	choices: { resBlock: [true, false], deepSupervision: [true, false], transBias: [true, false] },
};

/** Product of the steps of all levels along each axis. */
export const strideProduct = (strides: readonly PerAxis[]): number[] =>
	strides.reduce<number[]>((product, step) => product.map((p, axis) => p * perAxis(step)[axis]!), [1, 1, 1]);

/**
 * Fills in the defaults and checks every value.
 * @throws ModelError naming the option or axis, its value, what it must be and the two nearest legal values.
 */
export function dynUnetConfig(options: DynUnetOptions): DynUnetConfig {
	const config = resolveOptions(options, rules);
	const { kernelSize, strides, filters, deepSupervision, deepSuprNum, imgSize } = config;
	for (const [name, list] of Object.entries({ kernelSize, strides, filters })) {
		if (list === null && name === 'filters') continue;
		if (!Array.isArray(list) || list.length < 3 || !list.flat().every(isCount)) {
			throw new ModelError(
				`${name} = ${JSON.stringify(list)} must be a list of positive whole numbers or triples, one for each of three levels or more`,
			);
		}
		if (list.length !== strides.length) {
			throw new ModelError(
				`${name} has ${list.length} levels, but strides have ${strides.length}; give as many`,
			);
		}
	}
	if (deepSupervision && deepSuprNum > strides.length - 2) {
		throw new ModelError(
			`deepSuprNum = ${deepSuprNum} must be at most ${strides.length - 2}, the levels between the finest and the coarsest`,
		);
	}
	checkImgSize(imgSize, 'the product of the strides', strideProduct(strides));
	return config;
}

/** Module path of a level's block in MONAI's `DynUNet`. */
const stageNameOf = (levels: number) => (level: number) => {
	if (level === 0) return 'input_block';
	return level === levels - 1 ? 'bottleneck' : `downsamples.${level - 1}`;
};

/** The network of a configuration, finest logits first. */
export function buildDynUnet(config: DynUnetConfig): tf.LayersModel {
	const { imgSize, inChannels, outChannels, strides, kernelSize, normName, resBlock, transBias } = config;
	const filters = config.filters ?? strides.map((_, level) => Math.min(32 * 2 ** level, 320));
	const common = { normName, seedOf: layerSeeds(config.seed), fill: 'kaimingNormal' } as const;
	const image = tf.input({ shape: [...imgSize, inChannels], name: 'image' });
	const pyramid = convEncoder(image, {
		...common,
		...{ strides, filters, kernelSizes: kernelSize, block: resBlock ? 'residual' : 'plain' },
		stageName: stageNameOf(strides.length),
	});
	const outputs = unetDecoder(pyramid, {
		...common,
		...{ outChannels, transBias, kernelSizes: kernelSize.slice(1) },
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
