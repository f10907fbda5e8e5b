export { type Activation, activate, activationLayer } from './activation.ts';
export { type AdnConfig, adn, isAdnOrdering } from './adn.ts';
export { BatchNormLayer, type BatchNormLayerConfig } from './batchNormLayer.ts';
export { BlockError } from './blockError.ts';
export { Conv3dLayer, type Conv3dLayerConfig } from './conv3dLayer.ts';
export { type BlockConfig, type ConvBlockOptions, convBlock } from './convBlock.ts';
export { type ConvEncoderConfig, type ConvScales, convEncoder, type StageBlock } from './convEncoder.ts';
export { type ConvOptions, type ConvTransposeOptions, convolve, convolveTransposed } from './convolve.ts';
export { ConvTranspose3dLayer, type ConvTranspose3dLayerConfig } from './convTranspose3dLayer.ts';
export { DropoutLayer, type DropoutLayerConfig, dropOut } from './dropoutLayer.ts';
export { DropPathLayer, type DropPathLayerConfig } from './dropPathLayer.ts';
export { type EpaBlockConfig, epaBlock } from './epa/epaBlock.ts';
export { type EpaVariant, type PairedAttentionConfig, pairedAttention } from './epa/pairedAttention.ts';
export { PairedAttentionLayer, type PairedAttentionLayerConfig } from './epa/pairedAttentionLayer.ts';
export { SplitChannelsLayer, type SplitChannelsLayerConfig } from './epa/splitChannelsLayer.ts';
export { TokenPositionsLayer, type TokenPositionsLayerConfig } from './epa/tokenPositionsLayer.ts';
export { type FeatureLevel, type FeaturePyramid, featurePyramid } from './featurePyramid.ts';
export { CropEndLayer, cropEnd, type FitLayerConfig, PadEndLayer, padEnd } from './fitLayers.ts';
export { GeluLayer } from './geluLayer.ts';
export { GroupNormLayer, type GroupNormLayerConfig } from './groupNormLayer.ts';
export { InstanceNormLayer, type InstanceNormLayerConfig } from './instanceNormLayer.ts';
export { chain, concatChannels, sum } from './join.ts';
export {
	configDict,
	type Grid,
	kernelAxes,
	onlyShape,
	onlyTensor,
	type PerAxis,
	perAxis,
	type SeededLayerConfig,
	type SeedOf,
	type SpatialDims,
	type TorchAxes,
	type Triple,
	type WeightGrids,
} from './layerConfig.ts';
export { LayerNormLayer, type LayerNormLayerConfig } from './layerNormLayer.ts';
export { LayerScaleLayer, type LayerScaleLayerConfig } from './layerScaleLayer.ts';
export { LeakyReluLayer, type LeakyReluLayerConfig } from './leakyReluLayer.ts';
export { LinearLayer, type LinearLayerConfig } from './linearLayer.ts';
export { MaskedLayer } from './maskedLayer.ts';
export { MaskSeeds } from './maskSeeds.ts';
export { type MedNextConfig, medNextBlock, medNextDown, medNextUp } from './medNextBlock.ts';
export { type AfterNorm, type Norm, type NormName, normActivate, normalise } from './norm.ts';
export { NormActLayer, type NormActLayerConfig } from './normActLayer.ts';
export { PadEdgeLayer, type PadEdgeLayerConfig } from './padEdgeLayer.ts';
export { PadStartLayer, type PadStartLayerConfig } from './padStartLayer.ts';
export { AvgPoolLayer, MaxPoolLayer, type PoolLayerConfig } from './poolLayers.ts';
export { PreluLayer } from './preluLayer.ts';
export { type ResEncConfig, resEncBlock, resEncStem } from './resEncBlock.ts';
export { ResizeLayer, type ResizeLayerConfig, type ResizeOptions, resize } from './resizeLayer.ts';
export type { Cumulated, Fits } from './scales.ts';
export { SiluLayer } from './siluLayer.ts';
export { type UpSampleOptions, type UpsampleMode, upSample } from './upSample.ts';
export { biasFill, narrowNormal, type WeightFill, weightFill } from './weightFill.ts';
