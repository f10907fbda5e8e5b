export { DecoderError } from './decoderError.ts';
export { outputHead } from './outputHead.ts';
export { type SegformerDecoderConfig, segformerDecoder } from './segformerDecoder.ts';
export { type SetrDecoderConfig, setrMlaDecoder, setrNupDecoder, setrPupDecoder } from './setrDecoder.ts';
export { type SwinUnetrDecoderConfig, swinUnetrDecoder } from './swinUnetrDecoder.ts';
export { type UnetDecoderConfig, type Upsampling, unetDecoder } from './unetDecoder.ts';
export { type PrUpBlockConfig, unetrBasicBlock, unetrPrUpBlock, unetrUpBlock } from './unetrBlocks.ts';
export { type UnetrDecoderConfig, type UnetrScales, unetrDecoder } from './unetrDecoder.ts';
