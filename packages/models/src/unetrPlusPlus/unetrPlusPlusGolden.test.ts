import { goldenSuite } from '../testing/goldenSuite.ts';
import { unetrPlusPlus } from './unetrPlusPlus.ts';

for (const [id, variant] of [
	['models/unetrpp_synapse_tiny', 'shared'],
	['models/unetrpp_acdc_tiny', 'separate'],
] as const) {
	goldenSuite(id, {
		build({ entry: { args, input_shape } }) {
			const decoders = [args.decoder3, args.decoder4, args.decoder5];
			return unetrPlusPlus({
				variant,
				inChannels: args.in_channels,
				outChannels: args.out_channels,
				imgSize: input_shape.slice(2) as [number, number, number],
				featureSize: args.feature_size,
				patchSize: args.patch,
				numHeads: args.num_heads,
				dims: args.encoder.dims,
				depths: args.encoder.depths,
				projSize: args.encoder.proj_size,
				decoderDepths: decoders.map(({ depth }) => depth),
				decoderProjSize: decoders.map(({ proj_size }) => proj_size),
				dropoutRate: 0,
				convDropoutRate: 0,
				deepSupervision: args.do_ds,
				seed: null,
			});
		},
	});
}
