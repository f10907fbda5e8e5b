import type * as tf from '@tensorflow/tfjs';
import type { Golden } from 'unetr-testkit';
import { unetr } from '../unetr/unetr.ts';

/** The UNETR of a golden case, without weights. */
export function buildGoldenUnetr({ entry }: Golden): tf.LayersModel {
	const { args } = entry;
	return unetr({
		inChannels: args.in_channels,
		outChannels: args.out_channels,
		imgSize: args.img_size,
		featureSize: args.feature_size,
		hiddenSize: args.hidden_size,
		mlpDim: args.mlp_dim,
		numHeads: args.num_heads,
		projType: args.proj_type,
		convBlock: args.conv_block,
		resBlock: args.res_block,
		qkvBias: args.qkv_bias,
		seed: null,
	});
}
