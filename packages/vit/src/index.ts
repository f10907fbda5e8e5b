export { AttentionLayer, type AttentionLayerConfig } from './attentionLayer.ts';
export { attentionMaps } from './attentionMaps.ts';
export { type EpaEncoderConfig, type EpaScales, epaEncoder } from './epa/epaEncoder.ts';
export { type PatchEmbeddingConfig, type PatchTokens, patchEmbedding } from './patchEmbedding.ts';
export { PatchProjection, type PatchProjectionConfig, type ProjType } from './patchProjection.ts';
export { type PosEmbedType, PositionEmbedding, type PositionEmbeddingConfig } from './positionEmbedding.ts';
export { type AttnPosition, type MlpType, type PreNormBlockConfig, preNormBlock } from './preNormBlock.ts';
export {
	relativePositionIndex,
	relativePositions,
	relativeSpans,
	tableGrid,
} from './relativePositionIndex.ts';
export { RotaryLayer, type RotaryLayerConfig } from './rotaryLayer.ts';
export { sincosPositions } from './sincosPositions.ts';
export { SwigluLayer } from './swigluLayer.ts';
export { type PatchMergingConfig, type PatchMergingType, patchMerging } from './swin/patchMerging.ts';
export { type SwinBlockConfig, swinBlock } from './swin/swinBlock.ts';
export { type SwinScales, swinEncoder } from './swin/swinEncoder.ts';
export { type SwinConfig, swinTransformer } from './swin/swinTransformer.ts';
export { WindowAttentionLayer, type WindowAttentionLayerConfig } from './swin/windowAttentionLayer.ts';
export { tokensToVolume } from './tokensToVolume.ts';
export { type VitConfig, type VitFeatures, vit } from './vit.ts';
export { type VitEncoderConfig, type VitScales, vitEncoder } from './vitEncoder.ts';
export { VitError } from './vitError.ts';
