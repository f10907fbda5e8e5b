export { type Oriented, orientTo } from '@unetr/volume';
export { type AffineParts, affineMatrix, type PositionMatrix } from './affineMatrix.ts';
export { augment } from './augment.ts';
export {
	type AugmentationSpec,
	defaultAugmentation,
	type FlipSpec,
	parseAugmentationSpec,
	type RandomAffineSpec,
	type RandomIntensitySpec,
	type Range,
} from './augmentationSpec.ts';
export { type Box, cropForeground, type ForegroundOptions, foregroundBox } from './cropForeground.ts';
export { cropVolume, type VolumeBox, volumeForegroundBox } from './cropVolume.ts';
export { flip } from './flip.ts';
export { createGrid, type Grid, type Triple } from './grid.ts';
export { type GridWindow, takeWindow } from './gridWindow.ts';
export { keepLargestComponent, type LargestComponentOptions } from './keepLargestComponent.ts';
export { cropToShape, padOrCrop, padToShape } from './padOrCrop.ts';
export { applyPostprocessing, type PostprocessingSpec, parsePostprocessingSpec } from './postprocessing.ts';
export { type PreparedImage, prepareImage } from './prepareImage.ts';
export { prepareLabel } from './prepareLabel.ts';
export {
	defaultPreprocessing,
	type IntensitySpec,
	type PreprocessingSpec,
	parsePreprocessingSpec,
} from './preprocessingSpec.ts';
export { Random, type RandomState } from './random.ts';
export { randomAffine } from './randomAffine.ts';
export { randomFlip } from './randomFlip.ts';
export { randomIntensity } from './randomIntensity.ts';
export { type ResampleOptions, resampleNearest, resampleTrilinear } from './resample.ts';
export { type SampleCropOptions, sampleCrop } from './sampleCrop.ts';
export { percentiles, type ScaleRangeOptions, scaleRange } from './scaleRange.ts';
export { fromGrid, toGrid } from './toGrid.ts';
export type { TrainingPatch } from './trainingPatch.ts';
export { TransformsError } from './transformsError.ts';
export { type ZScoreOptions, zScore } from './zScore.ts';
