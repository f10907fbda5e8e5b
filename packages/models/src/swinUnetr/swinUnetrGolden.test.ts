import * as tf from '@tensorflow/tfjs';
import { swinTransformer } from '@unetr/vit';
import { goldenSuite } from '../testing/goldenSuite.ts';
import { swinUnetr } from './swinUnetr.ts';

// On `cpu` each of these three takes more than ten minutes. There the transformer is held to PyTorch by its own cases
// below, and the decoder's blocks by those of UNETR.
goldenSuite('models/swin_unetr', {
	engines: ['native', 'wasm'],
	build: ({ entry }) => {
		const { args } = entry;
		return swinUnetr({
			inChannels: args.in_channels,
			outChannels: args.out_channels,
			imgSize: entry.input_shape.slice(2),
			featureSize: args.feature_size,
			useV2: args.use_v2,
			merging: args.downsample === 'LegacyMerging' ? 'mergingLegacy' : 'merging',
			seed: null,
		});
	},
});

goldenSuite('models/swin_transformer', {
	onGpu: ['models/swin_transformer_mergingv2'],
	build: ({ entry }) => {
		const { args } = entry;
		const [, , ...size] = entry.input_shape;
		const image = tf.input({ shape: [...size, args.in_chans] });
		const outputs = swinTransformer(image, {
			patchSize: args.patch_size,
			embedDim: args.embed_dim,
			depths: args.depths,
			numHeads: args.num_heads,
			windowSize: args.window_size,
			mlpRatio: args.mlp_ratio,
			qkvBias: args.qkv_bias,
			patchNorm: args.patch_norm,
			normalize: true,
			merging: args.downsample,
			useV2: false,
			dropoutRate: 0,
			attnDropRate: 0,
			dropPathRate: 0,
			seedOf: () => null,
			name: '',
		});
		return tf.model({ inputs: image, outputs });
	},
});
