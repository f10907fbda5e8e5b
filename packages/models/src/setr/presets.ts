import type { SetrOptions } from './setrConfig.ts';

const btcv = { inChannels: 1, outChannels: 14, imgSize: [96, 96, 96] } as const;
const tiny = {
	inChannels: 1,
	outChannels: 2,
	imgSize: [8, 16, 8],
	patchSize: 4,
	hiddenSize: 12,
	mlpDim: 16,
	numHeads: 2,
	numLayers: 4,
	decoderChannels: 8,
} as const;

/** Named SETRs: the transformer of UNETR's base under each decoder, as the UNETR paper compares them. */
export const setrPresets: Readonly<Record<string, SetrOptions>> = {
	setr_nup_btcv_96: { ...btcv, decoder: 'nup' },
	// 256 channels at half the resolution of a volume would cost three times the rest of the network.
	setr_pup_btcv_96: { ...btcv, decoder: 'pup', decoderChannels: 64 },
	setr_mla_btcv_96: { ...btcv, decoder: 'mla' },
	setr_nup_test: { ...tiny, decoder: 'nup' },
	setr_pup_test: { ...tiny, decoder: 'pup' },
	setr_mla_test: { ...tiny, decoder: 'mla' },
	setr_2d_test: { ...tiny, spatialDims: 2, imgSize: [8, 16] },
};
