export { type DeepSupervisionLoss, deepSupervision } from './deepSupervision.ts';
export { type DiceOptions, dice } from './dice.ts';
export { type DiceCrossEntropyOptions, diceCrossEntropy } from './diceCrossEntropy.ts';
export { LossError } from './lossError.ts';
export type { SegmentationLoss } from './regionSums.ts';
